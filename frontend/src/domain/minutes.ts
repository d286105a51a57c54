import type { Ticket } from '@/api/types'

/** The minutes of a conference as they are typed. */
export interface Minutes {
  lead: string
  co_units: string[]
  tasks: Record<string, string>
  attended: string[]
  due: string
  text: string
  propose: boolean
  name: string
  category: string
  words: string
  basis: string
}

/** Those who said they come are taken as present. */
export const newMinutes = (ticket: Pick<Ticket, 'conference' | 'category'>): Minutes => ({
  lead: '', co_units: [], tasks: {}, attended: (ticket.conference?.units ?? []).filter((u) => u.answer === 'yes').map((u) => u.unit),
  due: '', text: '', propose: false, name: '', category: ticket.category ?? '', words: '', basis: '',
})

/** Keywords as people separate them: by commas of any kind, or blanks. */
export const wordsIn = (text: string): string[] => [...new Set(text.split(/[、，,；;\s]+/).filter(Boolean))]

/** What the minutes still miss. */
export function minutesLack(m: Minutes): string[] {
  const lacks = [[m.lead, 'lead'], [m.text.trim(), 'text'], [m.attended.length, 'attended']]
  if (m.propose) lacks.push([m.name.trim(), 'entry.name'], [m.category, 'entry.category'], [wordsIn(m.words).length, 'entry.words'])
  return lacks.flatMap(([has, name]) => (has ? [] : [String(name)]))
}

/** The body of the request. */
export function minutesBody(m: Minutes): object {
  const units = [m.lead, ...m.co_units]
  return {
    lead: m.lead, co_units: m.co_units, text: m.text.trim(), attended: m.attended,
    tasks: units.flatMap((unit) => (m.tasks[unit]?.trim() ? [{ unit, text: m.tasks[unit].trim() }] : [])),
    ...(m.due ? { due: new Date(`${m.due}T17:30:00+08:00`).toISOString() } : {}),
    ...(m.propose ? { entry: { name: m.name.trim(), category: m.category, words: wordsIn(m.words), basis: m.basis.trim() } } : {}),
  }
}
