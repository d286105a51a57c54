export default {
  letters: {
    title: 'Letters', kind: { urge: 'Reminder letter', supervise: 'Supervision letter', list: 'Listing letter', talk: 'Summons to a talk', raise: 'Letter of a higher step', transfer: 'Letter of transfer' },
    short: { urge: 'Urge', supervise: 'Supervise', list: 'List', talk: 'Talk', raise: 'Raise', transfer: 'Transfer' },
    state: { issued: 'To receive', received: 'To answer', late: 'Answer late', answered: 'Answered', closed: 'Closed', withdrawn: 'Withdrawn' },
    form: { letter: 'By letter', onsite: 'On site', meeting: 'By meeting', leader_note: "Leader's note", media: 'Media follow-up' },
    code: {
      negative_effect: 'Poor handling with negative effect', repeated: 'Raised again and again', leader_note: "A leader's note", beyond_unit: 'Beyond the unit', overlap: 'Duties overlap',
      long_unsolved: 'Long unsolved', shirking: 'Shirking', perfunctory: 'Perfunctory', faking: 'Faking', leak: 'Leak of the caller', retaliation: 'Retaliation',
    },
    lanes: { all: 'All', todo: 'To receive and answer', done: 'Answered', late: 'Answer late', answered: 'To close', issued: 'To receive', received: 'To answer', closed: 'Closed' },
    anyKind: 'All kinds', empty: 'No letters.', emptyUnit: 'A ticket late by a day brings a reminder letter; a new letter rings once.', emptyHotline: 'Reminder letters go out a day after due; from step three on you decide on the supervision page.',
    pick: 'Choose a letter', pickText: 'Click a row on the left; the letter and its receipt show here.', ticket: 'Ticket', byTimer: 'Sent by the timer', issued: 'Sent {at}', dueAt: 'Answer due {at}',
    receive: 'Receive', answer: 'Answer', answerHint: 'What was done, why it is late, and by when', sendAnswer: 'Send the answer', close: 'Close', closeHint: 'Say what was verified, then close', print: 'Print', full: 'Whole page', forBody: 'On behalf of {body}',
    receivedBy: '{at} received by {by}', answeredBy: '{at} answered by {by}', answeredLate: '{at} answered late by {by}', closedBy: '{at} closed by {by}', closedSelf: '{at} closed: the ticket is answered', withdrawnAt: '{at} withdrawn: the unit has the ticket no more', notReceived: 'Not received', notAnswered: 'Not answered', notYet: 'Not received by the unit yet',
    slip: 'Receipt', slipNumber: 'Number', slipUnit: 'Unit', slipReceived: 'Received', slipAnswer: 'Answer', copies: 'Copies: ', printedNote: 'Made from the record of the ticket; it reads as it was sent.',
    oversights: 'Other forms of supervision', result: 'Record the result', resultHint: 'What came of it', resultAt: '{at} recorded by {by}', noResult: 'No result yet', who: { onsite: 'Inspectors', meeting: 'At the table', leader_note: 'Leader', media: 'Medium' },
    todo: 'Letters {n}',
  },
  raise: {
    step: 'Raise to', now: 'Now: {step}', already: 'sent', code: 'Circumstance', codeNeeded: 'A circumstance is needed', codeSkip: 'No {before} was sent yet; a circumstance allows the step', override: 'Why steps are left out', reason: 'Reason', reasonHint: 'Stands in the letter; the unit reads it',
    demand: 'Demand (empty: that of the kind)', due: 'Answer due (empty: by the ladder)', receiver: 'Transfer to', receiverRaise: 'Higher body in the lead (optional)', form: 'Form', 
    at: 'When', place: 'Where', who: 'Who', words: 'Words of the note', report: 'What was reported', noLetter: 'Records the form only; no letter, the level stays.', preview: 'The letter before it goes', previewWait: 'With a reason, the letter shows here as it will go out.', goes: 'To {to}, copies to {copies}, answer by {due}', send: 'Send {kind}', record: 'Record {form}', keep: 'Keep the level',
  },
}
