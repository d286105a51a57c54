export default {
  seal: {
    title: 'Seal', report: 'Report', ticket: 'Sealed', open: 'Recusal', category: 'Category', named: 'Named few', allSupervisors: 'all supervisors', you: ' (you too)', units: 'Recused units', family: 'related', users: 'Recused people', none: 'none',
    hidden: 'Sealed, not for you', hiddenText: 'Only the handling units, dispatchers, supervisors and the named few see what this ticket says.',
    bandTitle: 'Sealed', band: 'Tell neither the accused nor their unit who called or what was said.', bandContact: 'You do not see the caller and need not contact them; the hotline calls back.',
    noContact: 'Handle it once accepted; the caller is not contacted', asked: '{name} asks who called · {at}', waits: 'waits for another of the few', decide: 'Please decide', granted: 'You may see who called until {at}', grantedHow: 'Use the eye beside the caller and say what for; each look is recorded.', ask: 'Ask who called', askHow: 'Another of the few must agree; it is for you alone and ends after 24 hours.', notNamed: 'You are not one of the few and do not see who called.', accused: 'Accused',
  },
  report: {
    title: 'Report', category: 'Category', units: 'Which unit', unitsHint: 'the accused unit stays away', people: 'Whom', peopleHint: 'names and posts, separated by commas; only the few see them', note: 'It is sealed once registered: you will not see the caller any more, so check first.',
  },
  centre: {
    title: 'Reporting centre', hint: 'Ten categories; the first two are fixed', fixed: 'fixed', active: 'in use', code: 'Code', name: 'Category', state: 'State', named: 'Named few', namedHint: 'Who may ask and decide who called, two at least; nobody chosen means all supervisors. Only tickets registered from now on.', all: 'now: all supervisors', count: '{n} chosen', one: 'choose two at least, or none', save: 'Save', saved: 'Reporting centre saved',
  },
}
