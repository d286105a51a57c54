export default {
  parts: {
    first: 'First', firstNote: 'The first unit to receive it leads', task: 'Task', taskWhat: 'What to do (optional)', taskNobody: 'Choose the units first.', tasks: 'Tasks',
    sign: 'Co {done}/{n}', late: ' late', overridden: 'The lead replied without it: {reason}', wanted: 'Called for', wantedBy: 'Asked by the lead {at}, waiting for the hotline',
    handedOver: '{at} handed over by {from} to {to}', grant: 'Send them', grantSays: 'They become co-handlers with clocks of their own; the lead and its clocks stay.',
  },
  ext: {
    title: 'Extensions and suspensions', days: 'Extension by {n} days', approved: 'Approved', refused: 'Refused', byTime: 'Not answered in time', asked: 'asked {at}', decided: 'decided by {by} {at}', decidedByTime: 'nobody decided in time, refused {at}',
    toldAt: 'Citizen told {at}', untold: 'The citizen is still to be told', noTell: 'The citizen need not be told', tellNext: 'Tell the citizen', tellSays: 'The extension is granted: tell the citizen the new date and the reason, and record it.',
    suspended: 'Suspended', now: 'now', review: 'review {at}', measures: 'Measures: {text}', by: 'decided by {by}', lapsed: 'lapsed {at}, clocks run on', ended: 'ended {at} by {by}',
    suspendedList: 'Suspended, to review', byReview: 'by review date', all: 'All suspended',
  },
  handover: {
    open: 'Hand over', title: 'Hand over {unit}', intro: 'When a unit is dissolved, its tickets, shares, requests, catalogue lines and lower units pass to one successor; closed tickets stay.',
    steps: { holds: 'Holdings', to: 'Successor', confirm: 'Confirm', run: 'Hand over' },
    lead: 'Tickets led', co: 'Tickets helped', invitations: 'Conference invitations', letters: 'Letters', returns: 'Returns waiting', extensions: 'Extensions waiting', assists: 'Calls for help', suspended: 'Suspended', users: 'Accounts', entries: 'Catalogue lines', children: 'Lower units',
    ofLead: 'of these', nothing: 'It holds nothing open and can be taken out of use.', successor: 'Which unit takes over', users_deactivate: 'Close the accounts and sign them out', users_move: 'Move the accounts to the successor', usersTitle: 'Accounts',
    reason: 'Basis or reason', reasonHint: 'Written into the history of each ticket.', summary: '{n} tickets of {from} pass to {to}; running limits are not restarted, ended ones stay on the record of the old unit. {from} goes out of use and the catalogue names {to}.',
    back: 'Back', next: 'Next', start: 'Hand over', resume: 'Go on', moving: 'Handing over, {n} left', done: 'Handed over', doneSays: '{lead} led, {co} helped, {users} accounts, {entries} catalogue lines, {children} lower units.',
    version: 'New catalogue version {v}', refused: '{n} were not passed (the successor is recused); dispatch them one by one:', halted: 'It was cut off; what was passed is passed. Press again to go on.', heir: 'Dissolved, succeeded by {unit}', unfinished: 'The hand-over is not finished, {n} left.',
  },
}
