import type { Board } from '@/api/board'
import type { Clock, Request, TicketEvent, TicketRow } from '@/api/types'
import type { T } from '@/i18n'
import { clockFace, isOpen } from './clock'
import { moment, wall } from './time'

/** The steps that a person decides have a reason; below them the system climbs by itself. */
export const BY_PERSON = 3
export const COLUMNS = [0, 1, 2, 3] as const
export const NARROW = [4, 5, 6] as const

const UNIT_CLOCKS = ['accept', 'contact', 'resolve']

/** The clock a card is late by: the one that has been late longest, else the running one. */
export function worstClock(row: Pick<TicketRow, 'clocks' | 'current'>, now: number): Clock | undefined {
  const open = row.clocks.filter((c) => isOpen(c) && UNIT_CLOCKS.includes(c.kind))
  const late = open.filter((c) => Date.parse(c.due) < now).sort((a, b) => Date.parse(a.due) - Date.parse(b.due))
  return late[0] ?? open.find((c) => c.kind === row.current) ?? open[0]
}

/** "超时 12 件 = 提醒 6 + 催办 3 + 书面通报 2": the sum only where it holds. */
export function sumText(t: T, board: Pick<Board, 'late' | 'levels'>): string {
  const parts = board.levels.map((n, level) => ({ n, level })).filter((x) => x.n > 0)
  const whole = t('supervise.lateCount', { n: board.late })
  if (parts.length === 0) return whole
  const sum = parts.reduce((a, x) => a + x.n, 0)
  const words = parts.map((x) => `${t(`supervise.level.s${x.level}` as 'supervise.level.s0')} ${x.n}`)
  return sum === board.late ? `${whole} = ${words.join(' + ')}` : `${whole} · ${words.join(' · ')}`
}

/** "11-18 催办": the short date of a line on a card. */
export const shortDay = (iso: string): string => wall(Date.parse(iso)).date.slice(5)

/** What was done about a late ticket, oldest first, one line a step. */
export function told(t: T, events: readonly TicketEvent[]): string[] {
  return events.flatMap((e) => {
    const day = shortDay(e.at)
    const level = Number(e.data.level ?? 0)
    if (e.kind === 'letter_issued') return [t('supervise.letter', { day, kind: letterName(t, e), read: readWords(t, e, events) })]
    if (e.kind === 'supervised' && e.data.form) return [t('supervise.byForm', { day, form: t(`letters.form.${String(e.data.form)}` as 'letters.form.onsite'), who: String(e.data.who ?? '') })]
    if (e.kind === 'escalated' || (e.kind === 'supervised' && events.some((l) => l.kind === 'letter_issued' && l.at === e.at && l.data.level === level))) return []
    if (e.kind === 'supervised') return [t('supervise.decided', { day, step: t(`supervise.level.s${level}` as 'supervise.level.s0'), reason: String(e.data.reason ?? '') })]
    return []
  })
}

const letterName = (t: T, e: TicketEvent) => t(`letters.short.${String(e.data.letter_kind)}` as 'letters.short.urge')

/** Who read a letter and whether it was answered: the place of a letter among the letters is its number. */
function readWords(t: T, issued: TicketEvent, events: readonly TicketEvent[]): string {
  const n = events.filter((e) => e.kind === 'letter_issued' && e.seq <= issued.seq).length
  const of = (kind: string) => events.find((e) => e.kind === kind && e.data.letter === n)
  if (of('letter_answered')) return t('supervise.letterAnswered')
  const received = of('letter_received')
  return received ? t('supervise.letterRead', { who: received.actor.name }) : t('supervise.letterUnread')
}

export interface Approval { kind: 'return' | 'extension'; row: TicketRow; request: Request }

/** The requests that wait for a decision, by their own clock. */
export function approvals(returns: readonly TicketRow[], extensions: readonly TicketRow[]): Approval[] {
  const list: Approval[] = []
  for (const row of returns) if (row.overlays.return) list.push({ kind: 'return', row, request: row.overlays.return })
  for (const row of extensions) if (row.overlays.extension) list.push({ kind: 'extension', row, request: row.overlays.extension })
  return list.sort((a, b) => Date.parse(a.request.due) - Date.parse(b.request.due))
}

/** The words and the tone of a request's own clock. */
export function requestFace(t: T, request: Request, now: number) {
  return clockFace(t, { kind: 'return', start: request.at, due: request.due, state: 'running', steps: 0 }, now)
}

/** "王庄镇 等 3 家" */
export function unitsText(t: T, names: readonly string[]): string {
  const first = names[0] ?? ''
  return names.length > 1 ? t('supervise.andOthers', { unit: first, n: names.length }) : first
}

/** The short name of a ticket's unit; its full name until the names have come. */
export function unitOf(short: (code: string | undefined) => string, row: Pick<TicketRow, 'lead' | 'lead_name'>): string {
  const name = short(row.lead)
  return name && name !== row.lead ? name : row.lead_name ?? name
}

/** "14:30" today, else the date. */
export const atText = (t: T, iso: string, now: number): string => moment(t, Date.parse(iso), now)
