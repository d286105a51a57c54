export default {
  light: {
    red: 'Red', yellow: 'Yellow', title: 'Lights', none: 'No unit has a light now.', noneText: 'Tickets that are late, not answered or without progress light up.', counts: 'red {red} · yellow {yellow}', of: '{n} open', rest: '{n} more', sum: '{red} red · {yellow} yellow',
    why: { late: 'late', no_response: 'no response', dissatisfied: 'dissatisfied again', near: 'near due', no_progress: 'no progress' },
  },
  duty: {
    title: 'Duty roster', hotline: 'Hotline', scope: 'Scope', week: '{from} to {to}', prev: 'Week before', next: 'Next week', thisWeek: 'This week', person: 'Person', days: 'Mon,Tue,Wed,Thu,Fri,Sat,Sun', today: 'today',
    post: { A: 'post A', B: 'post B', none: 'no post' }, leave: 'leave', weekly: 'weekly', gap: 'Nobody', gaps: '{n} gaps this week', noGaps: 'No gap this week', noRoster: 'No shifts this week', noRosterText: 'Without shifts, tickets go by the posts of the accounts.', goesOn: 'overnight', keys: 'Arrows move, Enter adds, Delete removes',
    add: 'Add shift', addTitle: 'New shift on {day}', addAny: 'New shift', day: 'Day', from: 'From', to: 'To', nextDay: 'not behind the start: next day', lastDay: 'Last day', kind: 'Kind', kinds: { duty: 'Duty', weekly: 'Every week', leave: 'Leave' }, save: 'Save shift', saved: 'Shift saved', removed: 'Removed', remove: 'Remove', removeAsk: 'Remove the shift of {name}, {time}?', removeWeekly: 'It repeats weekly; every week loses it.', copy: 'Copy to next week', copied: '{n} shifts copied to next week', copyNone: 'Next week has these shifts already', readOnly: 'Read only: administrators and supervisors change it',
    import: 'Import CSV', importTitle: 'Import a roster', importHint: 'Each line: account or name, post, from, to, kind. To may be a time alone; kind is duty, weekly or leave. One wrong line and nothing is taken over.', importSample: 'liaison-x,A,2026-11-23 08:30,17:30,weekly', importFile: 'Choose a file', importDo: 'Import', imported: '{n} shifts imported', faults: '{n} lines are wrong; nothing was imported', line: 'Line {n}',
    now: 'On duty', nobody: 'Nobody is on duty now', away: '{name} is on leave', phone: 'duty phone {phone}', mine: 'My shifts', myNext: 'My next shift {when}', open: 'Roster', on: '{post} {name}', onPlain: '{post} on duty',
    band: { standing: 'Standing in for A', standingFor: 'post A did not respond to {n} tickets; please accept them', covered: 'Post B stands in: you did not respond to {n} tickets', first: 'Post A is on leave; new tickets are yours first', see: 'Show', nextGap: 'Nobody on duty from {when}' },
    card: { title: 'On duty', standIn: 'Post A did not respond; post {post} stands in since {at}', nobody: 'Nobody responded by {at} and there is no post B: telephone', silent: 'post {post} on watch' },
    field: { user: 'Person', post: 'Post', from: 'From', to: 'To', kind: 'Kind' },
  },
  inspection: {
    title: 'Inspection', rules: 'Rules', rule: 'Rule', threshold: 'Threshold', active: 'Active', found: 'Would find today', foundN: '{n}', off: 'off', try: 'Try', tried: 'tried on the data of now', save: 'Save', saved: 'Inspection rules saved', run: 'Inspect now', ran: 'Inspection done',
    unit: { workday: 'working days later', time: 'times', call: 'in 30 days' }, times: 'Times of the day', timesHint: 'by commas, such as 08:30, 14:30', lights: 'Thresholds of the lights', failover: 'A/B fail-over', changed: 'Unsaved changes',
    light: { no_response: 'No response: red (round the clock)', no_response_work: 'No response: red (working time)', no_progress: 'No progress: yellow (round the clock)', no_progress_work: 'No progress: yellow (working time)', dissatisfied: 'Dissatisfied in a row: red' },
    silence: 'General', life: 'Life and property', seconds: 'seconds undelivered, then post B', timesUnit: 'times', zeroOff: '0 switches it off',
    history: 'Runs', day: 'Day', at: 'at {at}', none: 'No run on this day.', noneText: 'The inspection runs at the times above.', nothing: 'nothing found',
    newN: '{n} new', goneN: '{n} gone', all: 'all {n}', onlyNew: '{n} new', handle: 'Mark handled', handled: 'Handled', handledBy: '{by} {at}: {note}', note: 'How it was handled', done: 'Marked',
  },
}
