import type { BulletinKind } from '@/api/bulletins'
import { monthsBack } from './date'
import { wall } from './time'

const DAY = 86_400_000

/** The ISO week of a moment in the district's zone, like 2026-W46. */
export function weekOf(ms: number): string {
  const day = Date.parse(`${wall(ms).date}T00:00:00Z`)
  const thursday = day + (3 - ((new Date(day).getUTCDay() + 6) % 7)) * DAY
  const year = new Date(thursday).getUTCFullYear()
  const first = Date.parse(`${year}-01-01T00:00:00Z`)
  return `${year}-W${String(Math.floor((thursday - first) / DAY / 7) + 1).padStart(2, '0')}`
}

/** The periods one may choose to make a bulletin of, the newest whole one first. */
export function periods(kind: BulletinKind, ms: number): string[] {
  if (kind === 'weekly') return [1, 0, 2, 3, 4, 5].map((n) => weekOf(ms - n * 7 * DAY))
  if (kind === 'feedback') return [1, 0, 2, 3, 4, 5].map((n) => monthsBack(ms, n))
  const year = Number(wall(ms).date.slice(0, 4))
  return [year, year - 1, year - 2].map(String)
}

/** The day on which the next one of a kind is made. */
export function nextDue(kind: BulletinKind, ms: number): number {
  const [y = 0, m = 1, d = 1] = wall(ms).date.split('-').map(Number)
  const local = (year: number, month: number, day: number, hour: number) => Date.UTC(year, month - 1, day, hour - 8)
  if (kind === 'annual') return local(y, 1, 2, 4) > ms ? local(y, 1, 2, 4) : local(y + 1, 1, 2, 4)
  if (kind === 'feedback') return local(y, m, 2, 3) > ms ? local(y, m, 2, 3) : local(y, m + 1, 2, 3)
  const since = (new Date(Date.UTC(y, m - 1, d)).getUTCDay() + 6) % 7
  const monday = local(y, m, d - since, 8)
  return monday > ms ? monday : monday + 7 * DAY
}

export interface Piece { text: string; strange: boolean }

/** A text cut where the numbers stand that were typed by hand. */
export function pieces(text: string, strange: readonly string[] = []): Piece[] {
  const list: Piece[] = []
  let rest = 0
  for (const m of text.matchAll(/\d[\d,]*(?:\.\d+)?/g)) {
    if (!strange.includes(m[0].replace(/,+$/, ''))) continue
    if (m.index > rest) list.push({ text: text.slice(rest, m.index), strange: false })
    list.push({ text: m[0], strange: true })
    rest = m.index + m[0].length
  }
  if (rest < text.length) list.push({ text: text.slice(rest), strange: false })
  return list
}
