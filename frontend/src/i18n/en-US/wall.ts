export default {
  wall: {
    title: '{place} 12345·8890 hotline', live: 'live', lost: 'Link lost since {at}; figures stand still', wait: 'connecting', figures: 'Six figures of today', intake: 'Intake today', open: 'Open', late: 'Late now', accept: 'Accepted', contact: 'Contacted', satisfied: 'Satisfied',
    yesterdayWhole: 'yesterday {n}', yesterdayClose: 'last workday {n}', onTime: '{num} of {den} in time', answers: '{num} of {den} satisfied', noneDue: 'nothing due yet', noAnswers: 'no answers yet', latest: 'Latest tickets', towns: 'Intake by township', total: '{n} in all', unplaced: 'no place', lateIn: 'late {n}',
    sealed: 'Report, not shown', triage: 'To send', ladder: 'Ladder', lateFootBy: '{n} late: accept {accept}, contact {contact}, resolve {resolve}', noLate: 'Nothing late', none: 'No tickets yet today', above: '{n}+', range: '{from}–{to}', raised: 'Raised',
  },
}
