export default {
  articles: {
    title: 'Knowledge', search: 'Search title, keywords, text; one character will do', all: 'All', due: 'Due for review', nothing: 'No article fits', nothingText: 'Try another word, or fewer.', empty: 'No articles yet', emptyText: 'Units and supervisors add them; somebody else reviews them.', more: 'More', pick: 'Choose one on the left',
    add: 'New article', edit: 'Edit', save: 'Save', cancel: 'Cancel', back: 'Back to the list',
    state: { draft: 'Draft', in_review: 'In review', published: 'Published', retired: 'Retired' },
    step: { create: 'Added', edit: 'Edit', submit: 'Hand in', publish: 'Publish', return: 'Give back', retire: 'Retire', confirm: 'Still holds', restore: 'Brought back' },
    field: { title: 'Title', text: 'Text (internal)', public_text: 'Public answer', public: 'Public answer', keywords: 'Keywords', category: 'Category', unit: 'Unit', owner: 'Owner', review_by: 'Review by' },
    keywordsHint: 'separated by spaces', publicHint: 'citizens see it and replies quote it; empty: not public', textHint: 'paragraphs; list lines begin with "- " or a number', noteField: 'Note', noteHint: 'what changes and why; needed to give back or retire',
    meta: '{unit} · {owner} · review by {day}', overdue: 'Review overdue', used: 'used {n} times', inUse: 'In use until the new text is published', author: 'changed by {name}',
    versions: 'All changes', noVersions: 'the text did not change',
    unhelpful: 'Did not help', unhelpfulAsk: 'What is wrong or missing', send: 'Send', told: 'The unit was told', notes: 'Feedback', noteDone: 'Dealt with', noted: '{by}: {note}',
    duties: 'To do', dutiesDue: 'Due for review {n}', dutiesReview: 'To review {n}', dutiesNotes: 'Did not help {n}', figures: 'This month', figuresUnit: 'Unit', figuresPublished: 'In use', figuresUpdated: 'Updated', figuresOverdue: 'Overdue', figuresUsed: 'Tickets', figuresCredit: 'of others',
    fit: 'Knowledge', insert: 'Insert an article', insertThis: 'Insert', answerWith: 'Answer with it', taken: 'In the answer', show: 'Show', hide: 'Hide',
    quoted: 'Quoted', internal: 'Internal text, not for citizens', internalOnly: 'no public answer', noCategory: 'No category', nth: 'Version {n}', restore: 'Bring back', restored: 'version {n} brought back', changes: 'Against the text in use',
  },
}
