import type { Guide } from './guide'

const guide: Guide = {
  title: 'Guide for liaisons', minutes: 3, intro: 'In short; the Chinese guide is the full one. The biggest button on a ticket is the step to take now.',
  topics: [
    { id: 'receive', title: 'A ticket arrives', steps: ['Open the desk, read, press Accept. Seeing is not accepting.', 'Limits: life and property 15 min, utilities 30 min, others one working day.'], links: [{ to: '/unit', text: 'Unit desk' }], picture: { name: 'unit', text: 'The unit desk' } },
    { id: 'contact', title: 'Contact, then reply', steps: ['Reveal the caller with a reason; it is on record.', 'Record each attempt; three misses in two parts of the day allow a reply without contact.', 'Write what was done; hints show what is missing.'], picture: { name: 'reply', text: 'The reply editor' } },
    { id: 'return', title: 'Return', steps: ['Within the window, with reason, legal basis and suggested unit.', 'At most twice; clocks run on; silence after the window counts as accepted.'], picture: { name: 'return', text: 'A return' } },
    { id: 'extend', title: 'Extension and suspension', steps: ['Once, before due, at most ten working days; tell the citizen.', 'Suspension has a review date and is set by the supervisor.'] },
    { id: 'letters', title: 'Letters of the ladder', steps: ['Receive the letter, answer before its deadline.'], picture: { name: 'letter', text: 'Letters on a ticket' } },
    { id: 'sealed', title: 'Sealed tickets', steps: ['Handle the matter in the system only; never ask who reported it.'] },
    { id: 'feedback', title: 'Bulletins', steps: ['Read and confirm; feedback names where points were lost.'], links: [{ to: '/bulletins', text: 'Bulletins' }], picture: { name: 'feedback', text: 'Monthly feedback' } },
  ],
}
export default guide
