import type { Spell, Staff } from '@/api/duty'
import { DAY, wall } from './time'

/** The local date of Monday of the week a moment lies in. */
export function mondayOf(ms: number): string {
  const date = wall(ms).date
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
  return plusDays(date, -weekday)
}

/** "2026-11-23" some days later. */
export function plusDays(date: string, n: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10)
}

/** The moment of a local date and time; China has one zone and no summer time. */
export const localMs = (date: string, hm = '00:00'): number => Date.parse(`${date}T${hm}:00+08:00`)

/** The seven dates of a week. */
export const weekOf = (monday: string): string[] => Array.from({ length: 7 }, (_, i) => plusDays(monday, i))

/** A stretch as one day shows it: cut at midnight, "24:00" for the end of the day. */
export interface Piece { spell: Spell; from: string; to: string; begun: boolean; goesOn: boolean }

/** The pieces of a day, by time. */
export function piecesOf(spells: readonly Spell[], date: string): Piece[] {
  const [start, end] = [localMs(date), localMs(date) + DAY]
  return spells
    .map((spell) => ({ spell, from: Date.parse(spell.from), to: Date.parse(spell.to) }))
    .filter((s) => s.from < end && s.to > start)
    .sort((a, b) => a.from - b.from)
    .map(({ spell, from, to }) => ({
      spell, begun: from < start, goesOn: to > end,
      from: from <= start ? '00:00' : wall(from).hm,
      to: to >= end ? '24:00' : wall(to).hm,
    }))
}

/** The rows of the week: who has an account, and who only stands on the roster. */
export function peopleOf(staff: readonly Staff[], spells: readonly Spell[]): Staff[] {
  const known = new Set(staff.map((s) => s.user))
  const rest: Staff[] = []
  for (const s of spells) {
    if (!s.user || known.has(s.user)) continue
    known.add(s.user)
    rest.push({ user: s.user, name: s.name ?? s.user })
  }
  return [...staff, ...rest]
}

/** A shift as the form holds it becomes one the server knows: an end not behind its start is the next day's. */
export function shiftOf(form: { date: string; from: string; to: string; lastDate: string }): { from: string; to: string } {
  const from = localMs(form.date, form.from)
  let to = form.lastDate ? localMs(form.lastDate, form.to) : localMs(form.date, form.to)
  if (!form.lastDate && to <= from) to += DAY
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}
