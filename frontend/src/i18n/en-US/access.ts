export default {
  access: {
    title: 'Trail of views', hotline: '12345 hotline', and: ', ', user: 'Username', no: 'Ticket', anyKind: 'Any kind', from: 'From', to: 'to', find: 'Find', clear: 'Clear', more: 'Older', count: '{n} lines', countMore: 'more than {n} lines',
    empty: 'Nobody looked.', emptyText: 'Ask for less; the trail is kept for three years.', because: 'because: {reason}', noReason: 'no reason given', open: 'Open in the trail', all: 'All', card: 'Who looked', cardNote: 'at the caller’s data', nobody: 'Nobody has seen the caller’s full data.',
    head: { at: 'When', who: 'Who', kind: 'How', no: 'Ticket', fields: 'What', why: 'Why', ip: 'From' },
    kind: { reveal: 'Revealed', page: 'Opened a sealed ticket', lookup: 'Looked up a caller', print: 'Printed', export: 'Exported', unseal: 'Unsealed', file: 'Opened a sealed attachment', recording: 'Listened to a recording', dial: 'Dialled' },
    field: { name: 'name', phone: 'phone', address: 'address', masked_name: 'name (masked)', masked_phone: 'phone (masked)', masked_address: 'address (masked)', matter: 'the matter', list: 'list', trail: 'trail of views', recording: 'recording' },
    picture: 'Who reveals much, 30 days', pictureNote: 'Reveals; one cell a day', noPicture: 'Nobody revealed anything in 30 days.', unusual: 'unusual', total: '{n} in all', most: 'at most {n} a day', rule: 'A day with {least} or more, and more than {times} times the median of the others, is unusual. The median of all is {median}.', day: '{user} {day}: {n}', dayUnusual: '{user} {day}: {n}, unusual', rowLabel: '{user}: {n} in 30 days, {d} unusual days', moreUsers: '{n} more, none unusual', lessUsers: 'Fewer',
    export: 'Export', exportTitle: 'Export this list', exportNote: 'Without callers’ data; the file is watermarked and the export recorded.',
  },
}
