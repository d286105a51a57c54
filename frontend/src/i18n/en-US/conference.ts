export default {
  conf: {
    title: 'Conference', state: { needed: 'needed', called: 'called', held: 'held' }, reason: 'Reason', when: 'Time', units: 'Invited',
    unanswered: 'no answer', yes: 'comes', no: 'cannot come', in: 'in {span}', begun: 'The hour has come', pingPong: 'Two units name each other', difficult: 'Marked as difficult; no conference called yet',
    call: 'Call a conference', askSupervisor: 'A supervisor calls the conference. Until then, or a designation, nothing is dispatched.', pending: 'Nothing is dispatched before a conference or a designation',
    minutes: 'Minutes', lead: 'Lead', co: 'Co-handlers', task: 'Tasks', taskOf: 'What {unit} does', due: 'Resolve by', dueNote: 'empty: the usual limit', attended: 'Attended', text: 'Agreed', textHint: 'What was disputed, what each said, why the lead is responsible',
    entry: 'Propose a catalogue entry', entryNote: 'Once adopted, the next such ticket goes straight to the lead', entryName: 'Name of the entry', words: 'Keywords', wordsHint: 'any of them will do; separate with commas', basis: 'Duty basis',
    conclude: 'Write minutes and dispatch', says: '{unit} gets the ticket by designation and cannot return it; its clocks start now', saysKeep: '{unit} keeps the lead and its clocks; no return from now on', saysNone: 'Say who leads, who helps, who does what, by when',
    invitedSays: 'Your unit is invited to the conference; the caller is not shown', come: 'Will come', notCome: 'Cannot come', whyNot: 'Why not', answered: 'Answered: {answer}', change: 'Change', send: 'Send',
    proposed: 'Proposed catalogue entry: {name}',
  },
  back: {
    until: 'May be returned until {at}', over: 'The time for a return ended {at}', deemed: 'The time for a return is over; deemed taken, please accept', designated: 'Designated: cannot be returned', waiting: 'Return waits for the hotline; unanswered by {at} it counts as approved',
    history: 'Earlier returns of this ticket', approved: 'approved', refused: 'refused, improper', timeout: 'approved by silence', window: 'Return window', asked: 'asked in time, until {at}',
    silence: 'Unanswered by {at} it is approved by the system and counts as late for the hotline', pingPong: '{unit} gave this ticket back and is now named for it. A conference or a designation must decide.', third: 'Dispatched twice already: after approval the supervisor designates or confers.',
    doCon: 'Approve, to conference', sayCon: 'The ticket goes to a conference; the unit is unharmed',
  },
  proposal: {
    title: 'Proposed by conferences', none: 'No proposals wait. Minutes that propose a catalogue entry show up here.', adopt: 'Adopt', drop: 'Drop', from: 'conference on {no}', dropReason: 'Why it is dropped', words: 'Keywords', adopted: 'adopted, catalogue {v}', dropped: 'dropped: {reason}',
    adoptSays: 'Publishes a new catalogue; such tickets go to {unit}', done: 'Adopted; catalogue {v} is in force', dropDone: 'Dropped', decided: '{n} decided',
  },
}
