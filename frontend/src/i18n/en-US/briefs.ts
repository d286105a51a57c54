export default {
  briefs: {
    title: 'Briefs', listText: 'Figures from the snapshot of the month; final once the scores are published.', issue: 'Brief of {month}', draft: 'running', draftText: 'The month is not over; figures will change', preview: 'Laid out from data of {at}; final once the scores are published', check: 'Check the data', plain: 'Plain page', print: 'Print', all: 'All briefs',
    empty: 'No briefs yet.', emptyText: 'The first ticket brings the first brief.', pageLabel: 'Page {n}', annex: 'Annex', year: '{y}',
  },
}
