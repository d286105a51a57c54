export default {
  exchange: {
    title: 'Exchange', none: 'No upstream platform is connected.', noneText: 'An administrator connects one under “Platforms”; with a shared secret tickets come in and milestones go back.', toPlatforms: 'Connect one',
    tab: { out: 'Sent back', in: 'Received', differences: 'Differences' }, any: 'all', waiting: 'waiting', dead: 'dead', sent: 'sent', dropped: 'dropped', refused: 'refused',
    col: { at: 'Time', what: 'What', theirs: 'Their number', ticket: 'Our ticket', state: 'State', result: 'Result', difference: 'Difference' },
    event: { ticket: 'ticket handed down', remind: 'reminder', urge: 'caller urged', append: 'added words', attach: 'files', withdraw: 'withdrawn', callback: 'their call-back', due: 'new deadline', return_decided: 'answer to a return' },
    mile: { accepted: 'accepted', contacted: 'contacted', extension_asked: 'extension asked', extended: 'extension granted', extension_refused: 'extension refused', return_asked: 'unit asked to return', return_granted: 'return granted', return_refused: 'return refused', replied: 'replied', closed: 'closed', reopened: 'reopened', returned: 'given back upstream' },
    taken: 'taken', known: 'known already', emptyOut: 'Nothing was sent back.', emptyIn: 'Nothing came in.', tries: 'attempt {n}',
    why: { paused: 'the link is off; goes on later', too_old: 'not taken for a day', unknown_number: 'they do not know the number', already_closed: 'closed there', by_hand: 'sent again by hand', timeout: 'timeout', refused: 'connection refused', unreachable: 'unreachable', dns: 'name not found', tls: 'certificate', address_forbidden: 'address not allowed', status: 'they answered {n}' },
    compare: 'Compare now', compared: 'Compared {at}: {theirs} there, {ours} here', never: 'Never compared', agree: 'Both sides agree.', agreeText: 'Differences are listed here one by one, with a click to mend each.',
    diff: { theirs_open: 'open there, closed here', theirs_closed: 'closed there, open here', missing_here: 'missing here', missing_there: 'missing there' },
    mendHere: 'Fetch it', mendThere: 'Send again', mended: '{n} milestones on their way again', fetched: 'Registered as {no}', onWay: 'on its way',
  },
  platforms: {
    title: 'Platforms', hint: 'Hand tickets down and hear of milestones', add: 'Connect', addTitle: 'Connect a platform', empty: 'No platform is connected.', emptyText: 'Then tickets handed down are registered and dispatched, and milestones go back by themselves.',
    code: 'Code', codeHint: 'Lower-case letters and digits; part of the address, fixed later.', name: 'Name', url: 'Their address', urlHint: 'Milestones go to address/tickets/number/milestones', secret: 'Secret', secretNew: 'Left empty one is made and shown once', secretKept: 'Kept; fill in to change', once: 'The secret is shown this once; copy it now:',
    tables: 'Codes', tableHint: 'One a line: {left} = {right}', theirs: 'their code', ours: 'our code', table: { categories: 'Categories', units: 'Units', types: 'Types', urgencies: 'Urgencies', statuses: 'Statuses' }, milestone: 'milestone', statusRight: 'their status',
    skip: 'Milestones not sent', save: 'Save', saved: 'Saved', on: 'On', off: 'Off', inbound: 'They post to', bad: 'Line {n} has no equals sign',
    col: { name: 'Platform', last: 'Last sent', queue: 'Waiting / dead', active: 'On' }, never: 'Nothing sent yet', close: 'Close',
  },
  webhooks: {
    title: 'Webhooks', hint: 'Every ticket event to other systems', add: 'Add', addTitle: 'Add a webhook', empty: 'No webhooks.', emptyText: 'Other systems get every event of a ticket, in order.',
    name: 'Name', url: 'Address', secret: 'Signing secret', events: 'Events', eventsAll: 'none chosen: all events', units: 'Units', unitsAll: 'none chosen: all units', types: 'Types', save: 'Save', saved: 'Saved', remove: 'Remove', removed: 'Removed', removeAsk: 'Nothing more is sent, not even what waits.', test: 'Test', testOk: 'Received ({n} ms)', testBad: 'Not received: {why}', log: 'Deliveries', kept: 'Now {where}; fill in to change',
    note: 'The body holds nothing of the caller. X-Hotline-Signature proves it; X-Hotline-Delivery stays the same over retries.',
  },
}
