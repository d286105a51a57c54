/** Scores · the life of a month */
export default {
  docket: {
    trialEnded: 'The month is over; waiting for the draft', snapshot: 'snapshot {at}', snapshotUnits: 'snapshot {at}, {n} records', planned: 'planned {at}', window: '{from} to {until}',
    opensIn: 'objections open in {left}', leftOver: '{left} left', over: 'The window is over', appeals: '{n} appeals, {open} undecided', noAppeals: 'No appeals', decideBy: 'decided by {at}',
    publishText: 'Decided by {at}; published scores do not change', publishedBy: 'Edition {n}, published, read-only', early: 'Published before the window was over',
    draft: 'Make draft', close: 'Publish', correct: 'Correct', replay: 'Verify', reason: 'Reason', reasonHint: 'Say why; it is shown with the edition',
    sayDraft: 'Freezes {month} as the tickets stood at {at}. From then on only appeals and exclusions change it; units may object from {from} to {until}.',
    sayClose: 'Scores and brief of the month do not change any more, and every unit is told at once. Later decisions need a further edition.',
    sayEarly: 'Units may still object, or {open} appeals are undecided, so a reason is needed. Those appeals go on; upheld, they become a correction.',
    sayCorrect: 'Scores the month again with what was decided since, publishes it as edition {n} and lists who changed. Earlier editions stay.',
    done: { draft: '{month}: draft made', close: '{month} published', correct: '{month} corrected' },
    replaying: 'Making the month again from its tickets', matches: 'The same to the last bit: {records} records, {editions} editions, snapshot {hash}', differs: 'Not the same: {n} differences', kept: 'was {kept}, is {found}',
    editions: 'Editions', edition: 'Edition {n}', by: '{at} {by}', system: 'the system', changed: '{n} units changed', first: 'First published', rank: 'rank {from} to {to}', sameRank: 'same rank', moved: 'moved with the others',
    why: { appeal: '{no} appeal upheld', exclusion: '{no} excluded' }, taken: '{why}, withdrawn',
    trialMark: 'Estimate', trialNote: 'An estimate, computed anew each time; it changes until it is published.', draftMark: 'Draft', draftNote: 'A draft; only decisions about appeals and exclusions change it.',
  },
  timetable: {
    title: 'Which day a month takes each step', hint: 'counted in working days from the end of the month by the calendar in force', step: 'Step', days: 'Working days', workdays: 'working days', fixed: 'drafted',
    steps: { snapshot_workday: 'Snapshot (records stand)', draft_workday: 'Draft to the units', objection_workdays: 'Appeals end', decide_workdays: 'Decisions end', publish_workday: 'Published' },
    before: { snapshot_workday: 'after the month, no.', draft_workday: 'after the month, no.', objection_workdays: 'after the draft,', decide_workdays: 'after appeals end,', publish_workday: 'after the month, no.' },
    auto: 'Publish by itself', autoHint: 'Once every appeal is decided, on the day; otherwise a person publishes.', same: 'Nothing is changed', wrong: 'Mend the marked days first', moves: 'Saving moves the dates of {months}; drafted months stay.', movesNone: 'Saving moves no date of these months.', saved: 'The dates are saved', link: 'Dates',
  },
}
