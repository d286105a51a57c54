export default {
  bulletins: {
    title: 'Bulletins', kinds: { weekly: 'Weekly', feedback: 'Monthly feedback', annual: 'Annual' },
    state: { draft: 'draft', sent: 'sent', archived: 'archived' },
    due: 'Next draft {at}', dueNow: '{n} drafts to look at', noDraft: 'No drafts', make: 'Make draft', making: 'Computing…', period: 'Period', unit: 'Unit', unitPick: 'Choose a unit',
    all: 'All', year: 'Year', search: 'Search titles and texts', empty: 'No bulletins yet.', emptyText: 'Drafts are made when due; or choose a period above and make one.', emptyUnit: 'No bulletin was sent to your unit yet.', emptyUnitText: 'Bulletins appear here when they are sent, with a notice.', nothing: 'No bulletin fits.',
    receipts: 'read {n} / {of}', read: 'read', unread: 'not read', sentAt: 'sent {at}', made: 'data up to {at}', more: 'Earlier ones',
    auto: 'Send the weekly bulletin on Monday 08:00 by itself', autoHint: 'Otherwise it stays a draft until a supervisor has looked at it.', saved: 'Saved',
    back: 'All bulletins', print: 'Print', archive: 'Archive', send: 'Send', sendTitle: 'Once sent it does not change', sendText: 'Goes to these {n} units; each is notified and asked to confirm:', sendStrange: '{n} numbers differ from the snapshot; check them first.', sendDo: 'Send to {n}', cancel: 'Not yet',
    remakeAll: 'Compute all anew', remake: 'Compute anew', up: 'Up', down: 'Down', hide: 'Leave out', show: 'Print', hidden: 'Not printed', edit: 'Click the text to edit', editLabel: 'Edit the text of {title}', titleLabel: 'Title',
    strange: 'Not in the snapshot: {list}', frozen: 'Sent by {by} on {at}; frozen', hash: 'hash {hash}', saving: 'Saving…', edited: 'edited {at}', fresh: 'As computed', system: 'the system',
    people: 'Recipients', peopleDraft: 'Will go to', confirm: 'Read', confirmed: 'Your unit confirmed on {at}', confirmText: 'When you have read it, press “Read”.', issued: 'To: {to}', remakeAsk: 'This drops all edits.', archived: 'Archived',
  },
}
