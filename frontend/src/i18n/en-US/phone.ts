export default {
  phone: {
    title: 'Telephone', rings: 'Incoming call', talking: 'On the line', over: 'Call ended', withheld: 'Number withheld', toDesk: 'To the desk', hide: 'Put away', newCall: 'Take this call', waits: 'Another call: {number}',
    extension: 'My extension', extensionHint: 'e.g. 8001', sit: 'Sign in', leave: 'Sign out', seated: 'Signed in at extension {ext}; its calls come up here', left: 'Signed out of the extension', take: 'Take it over', noExtension: 'Sign in at your extension and calls come up by themselves. It is in the user menu at the top right.',
    people: '{n} people call from this number. Which one?', everybody: 'None of them', items: '{n} tickets',
    tab: { missed: 'To call back', list: 'Calls', figures: 'Figures' },
    state: { menu: 'In the menu', waiting: 'Waiting', ringing: 'Ringing', talking: 'Talking', over: 'Answered', abandoned: 'Gave up waiting', missed: 'Not picked up', left: 'Left in the menu', unreached: 'Not reached' },
    missedEmpty: 'Nobody is to be called back.', missedEmptyText: 'Calls that nobody answered are listed here, the first due on top.', settled: 'Settled', open: 'To call back', times: '{n} times', first: 'First', last: 'Last', due: 'Call back by', dueLate: '{span} late', dueIn: '{span} left', queue: 'Queue', tries: 'tried {n} times', byNow: '{name} is calling', claim: 'Claim', dial: 'Call', dialled: 'Extension {ext} will ring; pick it up', dialOff: 'The telephone system cannot be told to dial here; use your telephone', dialSeat: 'Sign in at your extension in the user menu first', release: 'Give back', reached: 'Reached', unreached: 'Not reached', note: 'Note', noteHint: 'e.g. no answer', desk: 'Register a ticket',
    how: { called_back: 'called back', called_in: 'called again and was answered', unreached: 'not reached after several tries' },
    head: { at: 'Time', number: 'Number', state: 'Result', wait: 'Waited', talk: 'Talked', agent: 'Agent', queue: 'Queue', ticket: 'Tickets', day: 'Day', hour: 'Hour' },
    listEmpty: 'No calls on this day.', listEmptyText: 'They are listed as the telephone system tells of them.', any: 'All results', day: 'Day', more: 'Earlier ones', out: 'outgoing', passed: 'passed on {n} times', seconds: '{n} s',
    listen: 'Listen', listenWhy: 'Why', listenNote: 'Listening is on record: supervisors see who did, when and why.', listenGo: 'Open the recording',
    rate: 'Answered', promptRate: 'Answered within 15 s', offered: 'Asked for a person', answered: 'Answered', prompt: 'Within 15 s', abandoned: 'Gave up waiting', unanswered: 'Not answered', missed: 'Not picked up', leftMenu: 'Left in the menu', wait: 'Average wait', talk: 'Average talk', toCall: 'To call back', target: 'target {n}%', below: 'below target', met: 'met', none: 'no calls',
    worst: 'Lowest 24 hours: from {from}, {rate}% answered', defRate: 'Answered ÷ calls that asked for a person (who hung up in the menu did not); at least 95% over any 24 hours.', defPrompt: 'Answered within 15 s of asking for a person ÷ answered; at least 80%.', byHour: 'By hour', byHourNote: 'height: asked for a person; dark: answered', byDay: 'By day', from: 'From', to: 'To', percent: '{n}%', hourLabel: '{h}:00: {offered} asked, {answered} answered, {rate}',
    card: 'Calls', cardEmpty: 'No calls', this: 'the call it was registered in', callCitizen: 'Call the citizen',
  },
}
