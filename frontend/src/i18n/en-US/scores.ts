export default {
  scores: {
    title: 'Scores', mine: 'My score', month: 'Month', totals: '{dispatched} dispatched, {due} due; {units} units, {ranked} ranked', brief: 'Brief', export: 'Export', stop: '. ', colon: ': ',
    steps: 'Course of the month', trial: 'Trial', trialText: 'Recomputed nightly, visible to the units', draft: 'Draft', appeal: 'Appeals', appealText: 'Units check and object', publish: 'Published', running: 'running', until: 'until {at}',
    scheme: 'Scheme {title}', hash: 'Fingerprint', published: '{month} is published',
    legend: 'Length is points, {n} in full.', got: 'kept', lostTime: 'lost for lateness', lostQuality: 'lost for quality', extra: '±: bonus less penalty', groupTitle: '{name} {n}', groupSub: '{ranked} ranked · {top} at 99 or more · {due} due, {late} late', rank: 'Rank', unit: 'Unit', total: 'Total', plusMinus: '±', barLabel: 'Parts of {name}',
    fold: 'Ranks {from} to {to}, {n} units, {top} to {low}', unfold: 'show', refold: 'hide', observed: 'Observed, not ranked (too few due)', none: 'Nothing due', few: 'Under 20 due: one late ticket weighs heavily', countUnits: '{n}: ', withDue: '{name} ({due})', listSeparator: ', ',
    rankOf: '{group}: rank {rank} of {of}', notRanked: 'not ranked', flow: '{dispatched} dispatched · {in} carried in · {out} carried out · {due} due', metric: 'Metric', how_: 'Counts', rate: 'Rate', pointsMax: 'Points / max', lost: 'Lost', sum: 'Sum', sumText: 'base {base} + bonus {bonus} − penalty {penalty}', back: 'Back to the ranking',
    how: {
      accept: 'in time {num} ÷ dispatched {den}', contact: 'in time {num} ÷ to contact {den}', resolve: 'in time {num} ÷ due {den}', satisfaction: 'satisfied {num} ÷ answers {den}', resolution: 'solved {num} ÷ answers {den}', response: 'contacted {num} ÷ answers {den}', redo: 'redone {num} ÷ closed {den}',
      improper_return: '{den} returns, {num} improper', reply: '{num} poor replies', organisation: 'reported monthly', false_completion: '{num} false completions', leak: '{num} leaks', supervise_2: '{num} written notices', supervise_3: '{num} listed', praise: '{num} praises', difficult: '{num} difficult solved', catalogue: '{num} catalogue entries',
    },
    howRate: '{num} ÷ {den}', howCount: '{num}', howConstant: 'reported monthly', lateWhat: { accept: 'late acceptances', contact: 'late contacts', resolve: 'late resolutions', satisfaction: 'dissatisfied', resolution: 'unsolved', redo: 'redone', improper_return: 'improper returns' },
    formulaPoints: 'Points = {max} − ({gap}) × {slope} = {points} ({rule})', ruleHigh: 'full at {full} %, {slope} less for each point below', ruleLow: 'full at {full} %, {slope} less for each point above', ruleFloor: ', never below {floor}', formulaFullHigh: 'Points = {points} ({full} % reached: full)', formulaFullLow: 'Points = {points} (not above {full} %: full)',
    formulaEach: 'Points = {max} − {num} × {slope} = {points}', formulaNone: 'Nothing to count, nothing lost',
    ticketsLate: '{n} late tickets', ticketsQuality: '{n} tickets that cost points', ticketTitle: 'Title', due: 'Due', met: 'Met', late: 'Late', notMet: 'not done yet', gone: '(title no longer kept)', moreTickets: '{n} more', noTickets: 'No ticket cost points.',
    gapBehind: '{behind} points behind {name} at rank {rank}', gapFirst: 'Rank 1', gapCost: '{n} {what} cost {lost} points', gapThenTime: 'all in time would make {total}', gapThen: 'without them it would be {total}', gapRank: ', rank {rank}', gapFull: '{n} parts in full',
    try: 'Trial', trySub: 'Change rates or counts; nothing is saved', reset: 'Back to actual', count: 'Counts', tryRate: 'Rate', pts: 'Points', change: 'Change', same: 'same', fullLine: 'tick: full marks', tryTotal: 'Trial total', tryNow: 'now {now}, {diff}', higher: '{n} higher', lower: '{n} lower', equal: 'no change', tryRank: 'rank {from} → {to}', lowScale: 'where low is good the scale starts at 0 %', none_: 'Nothing was due this month.',
    pick: 'Pick a unit to see where each point comes from', pickText: 'Each loss shows its formula and tickets.', empty: 'No tickets in {month} yet', emptyText: 'Choose another month.',
  },
}
