import type { Clock, ClockKind, TicketRow } from '@/api/types'
import type { T } from '@/i18n'
import { daysApart, HOUR, moment, span } from './time'

/** What a clock looks like; the only meaning colour has on these pages. */
export type Tone = 'ok' | 'mid' | 'soon' | 'late' | 'met' | 'wait'

export interface ClockFace {
  tone: Tone
  /** Share of the window that is left, 0–1: the length of the bar. */
  left: number
  /** The words in a row: "还剩 11 分". */
  words: string
  /** The words in the large form: "按时 · 用 22 分". */
  long: string
  /** The moment beside the name: "10:12 前". */
  due: string
}

/** At 15 minutes a clock turns amber however long its window: it matches the notice that is given then. */
export const SOON = 15 * 60_000

/** The face of a clock at a moment of the server's time. */
export function clockFace(t: T, clock: Clock, now: number): ClockFace {
  const [start, due] = [Date.parse(clock.start), Date.parse(clock.due)]
  const met = clock.met_at ? Date.parse(clock.met_at) : Number.NaN
  const window = Math.max(1, due - start)
  const share = (at: number) => Math.min(1, Math.max(0, (due - at) / window))
  if (clock.state === 'waived' || clock.state === 'paused') {
    const words = t(clock.state === 'waived' ? 'clock.waived' : 'clock.paused')
    return { tone: 'wait', left: 0, words, long: words, due: '' }
  }
  if (!Number.isNaN(met)) return metFace(t, { start, due, met, share: share(met), now })
  const rest = due - now
  const before = t(clock.provisional ? 'clock.beforeAbout' : 'clock.before', { at: moment(t, due, now) })
  if (rest <= 0) {
    const words = t('clock.late', { span: span(t, rest) })
    return { tone: 'late', left: 1, words, long: words, due: before }
  }
  const left = share(now)
  const tone: Tone = left <= 0.2 || rest <= SOON ? 'soon' : left <= 0.5 ? 'mid' : 'ok'
  const words = t('clock.left', { span: span(t, rest) })
  return { tone, left, words, long: words, due: before }
}

interface MetParts { start: number; due: number; met: number; share: number; now: number }

function metFace(t: T, p: MetParts): ClockFace {
  const at = moment(t, p.met, p.now)
  const used = span(t, p.met - p.start)
  if (p.met > p.due) {
    const late = span(t, p.met - p.due)
    return { tone: 'late', left: 1, words: t('clock.metLate', { span: late }), long: t('clock.metLateUsed', { span: late, used }), due: at }
  }
  return { tone: 'met', left: p.share, words: t('clock.metAt', { at }), long: t('clock.metUsed', { used }), due: at }
}

/** The face of a clock that has not started: dashed, with the words why. */
export function waitFace(words: string): ClockFace {
  return { tone: 'wait', left: 0, words, long: words, due: '' }
}

/** Picks the clock of a kind, the unit's own before another's. The server lists the newest of a kind first. */
export function clockOf(clocks: readonly Clock[], kind: ClockKind | undefined, unit?: string): Clock | undefined {
  const same = clocks.filter((c) => c.kind === kind)
  return same.find((c) => c.unit && c.unit === unit) ?? same.find((c) => !c.unit) ?? same[0]
}

/** The clock a row shows. */
export function rowClock(row: Pick<TicketRow, 'clocks' | 'current'>, unit?: string): Clock | undefined {
  return clockOf(row.clocks, row.current, unit)
}

/** Is this clock still to be met? */
export function isOpen(clock: Clock): boolean {
  return !clock.met_at && (clock.state === 'running' || clock.state === 'late')
}

export type DueGroup = 'late' | 'hour' | 'today' | 'later'

/** The head a row stands under in the unit's list. */
export function dueGroup(clock: Clock | undefined, now: number): DueGroup {
  if (!clock || !isOpen(clock)) return 'later'
  const rest = Date.parse(clock.due) - now
  if (rest <= 0) return 'late'
  if (rest <= HOUR) return 'hour'
  return daysApart(now, Date.parse(clock.due)) === 0 ? 'today' : 'later'
}

/** Due within the notice of 15 minutes, and not late yet. */
export function dueSoon(clock: Clock | undefined, now: number): boolean {
  if (!clock || clock.met_at || clock.state !== 'running') return false
  const rest = Date.parse(clock.due) - now
  return rest > 0 && rest <= SOON
}

const HOTLINE: readonly ClockKind[] = ['review', 'callback', 'return']

/** The clocks that stand large over a ticket: the unit's three, or the hotline's own when that is what runs now. */
export function bigClocks(ticket: Pick<TicketRow, 'clocks' | 'current' | 'lead' | 'state'>, unit?: string): Clock[] {
  if (ticket.state === 'registered') return ticket.clocks.filter((c) => c.kind === 'dispatch').slice(0, 1)
  // A helper sees its own share only; the lead's promises are not its own.
  if (unit && unit !== ticket.lead) return ticket.clocks.filter((c) => c.unit === unit).slice(0, 1)
  const kinds: ClockKind[] = ['accept', 'contact', 'resolve']
  const found = kinds.map((kind) => clockOf(ticket.clocks, kind, ticket.lead)).filter((c): c is Clock => c !== undefined)
  const own = ticket.current && HOTLINE.includes(ticket.current) ? clockOf(ticket.clocks, ticket.current) : undefined
  return own ? [...found.slice(-2), own] : found
}

/** Orders rows by the end of the clock they show; those without one come last. */
export function byDue(unit?: string) {
  const due = (row: Pick<TicketRow, 'clocks' | 'current'>) => {
    const clock = rowClock(row, unit)
    return clock && isOpen(clock) ? Date.parse(clock.due) : Number.POSITIVE_INFINITY
  }
  return (a: TicketRow, b: TicketRow) => { const [x, y] = [due(a), due(b)]; return x === y ? 0 : x - y }
}
