import type { CalendarData, Days } from '@/api/admin'

export interface Day { date: string; off: boolean; name: string; source: 'local' | 'notice' | 'week' }

const WEEK = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const within = (days: readonly Days[], date: string) => days.find((d) => date >= d.from && date <= (d.to ?? d.from))

/** What a day is: a local decision wins over the notices, the notices over the week; a later year's notice over an earlier one's. */
export function dayOf(data: CalendarData, date: string): Day {
  const local = data.local?.find((d) => d.day === date)
  if (local) return { date, off: local.off, name: local.note ?? '', source: 'local' }
  for (const year of [...data.years].sort((a, b) => b.year - a.year)) {
    const off = within(year.off, date)
    if (off) return { date, off: true, name: off.name ?? '', source: 'notice' }
    const work = within(year.work, date)
    if (work) return { date, off: false, name: work.name ?? '', source: 'notice' }
  }
  const weekday = WEEK[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sun'
  return { date, off: !(data.hours[weekday]?.length), name: '', source: 'week' }
}

/** A click on a day: turns it into the opposite, or takes the local decision back. */
export function toggle(data: CalendarData, date: string, note: string): CalendarData {
  const others = (data.local ?? []).filter((d) => d.day !== date)
  if (others.length < (data.local ?? []).length) return { ...data, local: others }
  const next = { day: date, off: !dayOf(data, date).off, ...(note ? { note } : {}) }
  return { ...data, local: [...others, next].sort((a, b) => a.day.localeCompare(b.day)) }
}

/** A month as weeks from Monday; null where the week begins or ends in another month. */
export function weeks(year: number, month: number): (string | null)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1))
  const lead = (first.getUTCDay() + 6) % 7
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const cells: (string | null)[] = [...Array<null>(lead).fill(null), ...Array.from({ length: days }, (_, i) => `${year}-${String(month).padStart(2, '0')}-${String(i + 1).padStart(2, '0')}`)]
  while (cells.length % 7 > 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7))
}
