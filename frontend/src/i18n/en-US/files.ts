export default {
  files: {
    title: 'Attachments', add: 'Add files', camera: 'Take a photo', letGo: 'Let go to add', hint: 'At most {n}, {size} each', drag: '; drag or paste them here', sent: 'sent', again: 'Send again', remove: 'Remove {name}', pasted: 'Pasted picture',
    tooMany: 'At most {n} files; the others were not added', tooBig: 'More than {size}, not sent', offline: 'The link broke before it was sent', failed: 'Not sent', wait: 'Files are being sent; then this can be handed in',
    show: 'Show {name}', save: 'Save', place: '{n} / {all}', prev: 'Previous', next: 'Next', full: 'Full size', loading: 'Opening…', notShown: 'The picture cannot be shown; save it to look at it', gone: 'kept as long as it may be, gone now', count: '{n}',
    of: { said: 'From the caller', reply: 'With the reply', way: 'Along the way' },
  },
}
