import type { Same } from '..'
import type zh from '../zh-CN/appeals'

const messages: Same<typeof zh> = {
  appeals: {
    title: 'Appeals and exclusions', card: 'Appeals {n}', counts: 'upheld {upheld} · rejected {rejected} · open {open}', all: 'All decisions', none: 'No appeals this month.', noneText: 'While objections are open, a unit can appeal on each ticket that cost it points.', exclusions: 'Exclusions {n}', exclusionSub: 'the approved are printed in the annex of the brief', noExclusions: 'Nobody asked to exclude a ticket this month.',
    ask: 'Appeal', askExclusion: 'Ask to exclude', asked: { appeal: 'appealed, {state}', exclusion: 'exclusion asked, {state}' },
    state: { open: 'open', upheld: 'upheld', rejected: 'rejected', withdrawn: 'withdrawn' }, exclusionState: { open: 'open', upheld: 'excluded', rejected: 'refused', withdrawn: 'withdrawn' },
    formTitle: { appeal: 'Appeal {no}', exclusion: 'Ask to exclude {no}' }, formText: { appeal: 'A supervisor who did not review the ticket decides. Upheld, this part does not count: one less above and below the line. What was decided cannot be asked again.', exclusion: 'A supervisor decides. Approved, the ticket counts nowhere this month and is listed in the annex of the brief.' },
    scope: 'Part', code: 'Ground',
    pickEvents: 'Evidence from the record of the ticket', picked: '{n} chosen, {most} at most', pickHint: 'optional', waiting: '{appeals} appeals and {exclusions} exclusions wait for a decision ({month})',
    reason: 'Reason', reasonHint: 'one sentence, like: power cut in the station', evidence: 'Evidence', evidenceHint: 'document, time, who can confirm; no names or numbers of callers', about: 'about +{n} if upheld', submit: { appeal: 'File the appeal', exclusion: 'Ask' }, cancel: 'Cancel', filed: 'Filed, waiting for a decision: {no}',
    effectAll: 'If approved total {total} → {after}{rank}', wasAll: 'total {total} → {after}{rank}', ifYes: 'open, {n} if upheld', ifYesNone: 'open, no change if upheld', effect: 'If upheld {name} {from} → {to}, total {total} → {after}{rank}', was: '{name} {from} → {to}, total {total} → {after}{rank}', rank: ', rank {from} → {to}', unranked: 'not ranked', whole: 'whole ticket',
    decideReason: 'Reason of the decision (required, the unit reads it)', yes: { appeal: 'Uphold', exclusion: 'Exclude' }, no: { appeal: 'Reject', exclusion: 'Refuse' }, decided: 'Decided: {state}', withdraw: 'Withdraw', withdrawn: 'Withdrawn: {no}', until: 'decide by {at}', by: 'asked {at} by {who}', decidedBy: '{at} {who}: {decision}', mayNot: 'Somebody else decides what you asked for, reviewed or must stay away from.', ticket: 'Ticket', unit: 'Unit', approver: 'Approved by', evidenceEvents: 'Events',
    mine: 'Appeals of my unit', back: 'Back to the scores', open: 'Open', done: 'Decided', keys: 'Next',
  },
}
export default messages
