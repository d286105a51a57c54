import type { Guide } from './guide'

const guide: Guide = {
  title: 'Guide for supervisors', minutes: 3, intro: 'In short; the Chinese guide is the full one. Every decision needs a reason and stays on record.',
  topics: [
    { id: 'desk', title: 'The desk', steps: ['Late tickets first, then the ladder, then what waits for your decision.'], links: [{ to: '/supervise', text: 'Supervision' }], picture: { name: 'supervise', text: 'The supervision desk' } },
    { id: 'ladder', title: 'Ladder and letters', steps: ['Reminders go out by themselves; from step 2 on a person starts them with a reason.', 'Choose form and deadline; close the letter when the answer is good.'], picture: { name: 'ladder', text: 'Letters on a ticket' } },
    { id: 'returns', title: 'Returns and extensions', steps: ['Decide within your own limit; silence approves and counts against the hotline.', 'The third dispatch is a designation.'], links: [{ to: '/triage?tab=returns', text: 'Returns' }], picture: { name: 'returns', text: 'Deciding a return' } },
    { id: 'conference', title: 'Conferences', steps: ['Call the units, write minutes; they become the dispatch.'], links: [{ to: '/triage?tab=conference', text: 'Conferences' }], picture: { name: 'conference', text: 'A conference' } },
    { id: 'unseal', title: 'Sealed tickets', steps: ['Unsealing needs a second named person; recusal hides a ticket from the accused.'] },
    { id: 'bulletins', title: 'Bulletins', steps: ['Look at drafts, edit, send, see who has read; hand-typed numbers are marked.'], links: [{ to: '/bulletins', text: 'Bulletins' }], picture: { name: 'bulletin', text: 'Editing a bulletin' } },
    { id: 'access', title: 'Who saw what', steps: ['Every look at personal data is on record.'], links: [{ to: '/admin/access', text: 'Who saw what' }], picture: { name: 'access', text: 'The trail of views' } },
  ],
}
export default guide
