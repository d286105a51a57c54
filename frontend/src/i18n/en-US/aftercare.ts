export default {
  aftercare: {
    title: 'Call-backs', first: 'First: rated badly', now: 'May be called now', later: 'Later', tries: 'not reached {n} times', tryAt: '{at} not reached', again: 'again after {at} ({part})', bad: 'Rated badly', badQuote: 'wrote: {text}',
    twice: 'Dissatisfied twice', morning: 'morning', afternoon: 'afternoon', evening: 'evening', own: 'The caller’s own rating', ownNote: 'Ask why before deciding', closes: 'Three misses in different parts of the day close the ticket; else try another part',
    script: 'Hello, this is the 12345 hotline. {unit} has answered your matter “{title}” of {at}. May I ask you a few questions?', scriptName: 'Opening', answers: 'Answers', round: 'Answer {n}', evidence: 'Evidence', evidenceHint: 'What was done, when, seen by whom; at least 20 characters', evidenceWhy: 'An anonymous ticket has no call-back: it is reviewed by its evidence and may be spot-checked', evidenceLeft: '{n} more',
    anonymous: 'Anonymous, no call-back', askReached: 'Was the call answered?', askContacted: 'Did the unit contact you?', askResolved: 'Is it solved?', askSatisfied: 'Are you satisfied?', askCode: 'Why not?', byUnit: 'The unit’s fault: done again', outside: 'Outside reasons: explained and closed',
    words: 'What the caller says', explained: 'How it was explained', willClose: 'Closes the ticket', willRedo: 'Goes back to the unit with a new limit', willWait: 'Try another part of the day', record: 'Record', keys: 'Digits choose answers', remark: 'Remark',
    spot: 'Spot checks', reopen: 'Rated badly', spotAsk: 'Spot-check an anonymous ticket', spotPick: 'Compare what was said, answered and shown.', spotEmpty: 'Nothing to spot-check.', spotEmptyText: 'A share of closed anonymous tickets comes here, chosen by number.', reopenAsk: 'Rated badly after the end',
    reopenEmpty: 'Nothing rated badly after its end.', reopenEmptyText: 'A bad rating within 7 days after the end comes here.', reopenPick: 'See why, then reopen or keep closed.', reopenDo: 'Reopen', keepDo: 'Keep closed', rated: 'Rated: {resolved}, {satisfied}',
    asked: 'Asked for', askedAt: 'asked the caller {at}', waiting: 'waiting for the caller', answered: 'answered {at}', askHint: 'Everything at once, one a line', askItems: 'What is missing (one a line, all at once)', askText: 'Explanation',
  },
}
