export default {
  letters: {
    kind: { urge: 'Reminder letter', supervise: 'Supervision letter', list: 'Listing letter', talk: 'Summons to a talk', raise: 'Letter of a higher step', transfer: 'Letter of transfer' },
    short: { urge: 'Urge', supervise: 'Supervise', list: 'List', talk: 'Talk', raise: 'Raise', transfer: 'Transfer' },
    state: { issued: 'To receive', received: 'To answer', late: 'Answer late', answered: 'Answered', closed: 'Closed', withdrawn: 'Withdrawn' },
    form: { letter: 'By letter', onsite: 'On site', meeting: 'By meeting', leader_note: "Leader's note", media: 'Media follow-up' },
    code: {
      negative_effect: 'Poor handling with negative effect', repeated: 'Raised again and again', leader_note: "A leader's note", beyond_unit: 'Beyond the unit', overlap: 'Duties overlap',
      long_unsolved: 'Long unsolved', shirking: 'Shirking', perfunctory: 'Perfunctory', faking: 'Faking', leak: 'Leak of the caller', retaliation: 'Retaliation',
    },
  },
}
