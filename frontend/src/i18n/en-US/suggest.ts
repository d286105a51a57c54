export default {
  similar: {
    title: 'How similar tickets ended', none: 'No similar tickets before.', count: '{n} similar', record: 'Record',
    outcome: { kept: 'done by {unit}, not returned', returned: 'returned by {unit}', redispatched: 'returned, then to {unit}', open: 'open at {unit}' },
    outcomePlain: { kept: 'done, not returned', returned: 'returned', redispatched: 'returned, then sent elsewhere', open: 'open' },
  },
  dup: {
    kind: { same_caller: 'same caller', same_event: 'same event', same_text: 'same words' }, cluster: '{n} merged', samePlace: 'same place', meters: '{n} m', km: '{n} km', noPlace: 'place unknown', near: 'under 10 m',
    append: 'Append', appendNote: 'Append: these words go into {no}; no new ticket.', mergeNote: 'Merge: registered first, then put under that one; the caller is still called back; it can be unmerged.', ended: 'Ended: tell the result',
    held: 'A newer judgement waits until the mouse leaves', stale: 'The latest judgement did not come; this is the one before', failed: 'No judgement now; register as usual',
    appended: 'Appended to {no}, no new ticket', instead: 'Register it after all', appendedHead: 'Appended, no new ticket · took {span}', mergedHead: 'Registered and merged into {no} · took {span}', notMerged: 'Registered, but not merged into {no}.',
    spokenAppend: 'What you added is in the ticket ending in {serial}; {unit} handles it with the rest.', spokenAppendPlain: 'What you added is in the ticket ending in {serial} and is handled with the rest.',
    spokenMerge: 'Your number ends in {serial}. Others reported it too and it is being handled; you are called back when it is done.', answered: 'The master is answered; this one goes to the call-back', master: 'Master', follows: 'Merged, follows its master',
  },
  merge: {
    list: 'Merges', empty: 'No merges proposed.', emptyText: 'Calls about one matter are put together here; you decide.', pick: 'Pick a group on the left', pickText: '↑↓ chooses a group, Enter opens it; J and K move inside, space ticks, Ctrl+Enter merges.',
    gone: 'This group is done with', goneText: 'Somebody else may have merged it, or its tickets ended.', stale: 'The latest proposals did not come', span: 'within {span}', group: '{n} look like one matter', reason: 'Why together',
    master: 'Master', member: 'May be merged', sooner: '{span} earlier', later: '{span} later', sameTime: 'almost at once', head: { where: 'Place', when: 'Time', alike: 'Alike' }, same: 'same caller',
    tick: 'Merge {no}', toggle: 'Tick', all: 'All', none: 'None', asMaster: 'Make it the master', words: 'Words', hide: 'Less',
    submit: 'Merge into {no} ({n})', progress: 'Merging {i} of {n}', nothing: 'Tick what to merge', says: '{n} follow {no} {unit}; their clocks stop, every caller is still called back, and it can be unmerged.', saysAnswered: '{n} take over the answer of {no} and go to the call-back, each caller by itself; they cannot be unmerged then.', saysUnit: 'at {unit}', noRight: 'Dispatchers merge; supervisors look',
    dismiss: 'Not the same matter', dismissed: 'Proposal put aside', back: 'Put back', done: '{n} merged into {no}', undone: '{n} unmerged, each goes on by itself', failed: 'Not merged: {why}',
  },
}
