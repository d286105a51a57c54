export default {
  explain: {
    all: 'All', kept: 'In order', lost: 'Lost', tabs: 'By how they count', close: 'Close the list', more: '{n} more', empty: 'No ticket counts here.', emptyLost: 'No ticket cost points.', emptyNum: 'No ticket is in the numerator.',
    at: 'At', event: 'Decided by', seq: 'entry {seq}', result: { num: 'in order', lost: 'lost', den: 'denominator only' },
    flow: { dispatched: '{n} dispatched', carried_in: '{n} carried in', carried_out: '{n} carried out', due: '{n} due' }, flowTitle: { dispatched: 'Dispatched this month', carried_in: 'Carried in', carried_out: 'Carried out' },
    right: {
      accept: 'Accepted by {due} it would have cost nothing', contact: 'With the caller reached by {due} it would have cost nothing', resolve: 'Resolved by {due} it would have cost nothing', satisfaction: 'A satisfied answer would have cost nothing', resolution: 'An answer of solved would have cost nothing', response: 'An answer of contacted would have cost nothing', redo: 'Done well the first time it would have cost nothing',
      improper_return: 'With good grounds, or not returned, it would have cost nothing', reply: 'A reply that passed at once would have cost nothing', false_completion: 'Reported when really done it would have cost nothing', leak: 'With the caller kept private it would have cost nothing', supervise_2: 'Done before the written notice it would have cost nothing', supervise_3: 'Done before it was listed it would have cost nothing',
    },
    actual: 'it was {late} late', undone: 'not done by the snapshot', back: 'this one alone gives back {points}', backNone: 'this one alone changes no point', backTotal: '{total} in all', backRank: 'rank {rank}', backAll: 'all {n} right give back {points}, total {total}', times: '{n} times on one ticket', comma: ', ', period: '.',
    kind: { registered: 'registered', dispatched: 'dispatched', accepted: 'accepted', contacted: 'contacted', replied: 'replied', reviewed: 'sent back in review', called_back: 'called back', rated: 'rated', return_decided: 'return decided', redone: 'sent back', reopened: 'reopened', overdue: 'overdue', supervised: 'supervised', escalated: 'escalated', difficult_marked: 'marked difficult', extension_decided: 'extension decided', recomputed: 'limits recomputed', resumed: 'resumed', unmerged: 'split', handed_over: 'handed over', deemed: 'deemed accepted', inherited: 'closed with its master', suspended: 'suspended' },
    tickets: '{n}', bonusTickets: '{n} tickets that gave points',
    places: { 0: 'rounded to whole numbers', 1: 'rounded to one place', 2: 'rounded to two places' },
    rate: '{name} = {num} ÷ {den} = {rate} % ({places})',
    smoothed: 'Smoothed = ({num} + {k} × {base} %) ÷ ({den} + {k}) = {rate} % ({k} tickets at the common rate are added)',
    finding: 'Points = {max} − {num} × {slope} = {points}', findingFloor: 'Points = {max} − {num} × {slope}, never below nought = {points}', penalty: 'Penalty = {num} × {slope} = {lost}', penaltyCap: 'Penalty = {num} × {slope}, at most {cap} = {lost}', bonus: 'Bonus = {num} × {slope} = {points} (at most {cap} in all)', constant: 'Points = {points} (reported monthly, no ticket decides)',
    floored: 'comes to {raw}, counted as the floor of {floor}', few: 'Under 20 due: one late ticket weighs heavily', estimate: 'The month still runs: an estimate as of now, a ticket counts once it is due', observed: '{due} due, fewer than {min}: observed, not ranked', none: 'Nothing was due this month: not ranked', observedNote: 'Observed, not ranked (fewer than {min} due)', more_: '{n} in all',
    raw: '{n} without smoothing', behind: '{behind} points behind rank {rank}',
  },
}
