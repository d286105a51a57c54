import type { LocationQuery, LocationQueryRaw, RouteLocationRaw } from 'vue-router'
import type { HotIssue, Year } from '@/api/insight'
import type { T } from '@/i18n'
import type { FilterName } from './filter'
import { DAY, wall } from './time'

/** The days a report looks at: the last ones up to now, or two dates. */
export type Span = { window: number; from?: undefined; to?: undefined } | { window?: undefined; from: string; to: string }
export const WINDOWS = [1, 7, 30] as const
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Reads the days of a URL; seven days where it says nothing sensible. */
export function readSpan(query: LocationQuery): Span {
  const { from, to, window } = query
  if (typeof from === 'string' && typeof to === 'string' && DATE.test(from) && DATE.test(to) && from <= to) return { from, to }
  return { window: WINDOWS.find((n) => String(n) === window) ?? 7 }
}

/** The days as a URL says them. */
export const spanQuery = (span: Span): Record<string, string> => (span.window === undefined ? { from: span.from, to: span.to } : { window: String(span.window) })

/** A range of local days, both ends in it. Where the last day is not over, `end` is the moment up to which was counted. */
export interface Days { from: string; to: string; end?: string }
const shift = (day: string, n: number): string => new Date(Date.parse(day) + n * DAY).toISOString().slice(0, 10)
export const daysIn = (d: Days): number => Math.round((Date.parse(d.to) - Date.parse(d.from)) / DAY) + 1

/** The days of a report's range; an end at midnight belongs to the day before. */
export function daysOf(range: { from: string; to: string }): Days {
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)]
  return { from: wall(from).date, to: wall(to - 1).date, ...(wall(to).hm === '00:00' && wall(to - 1).date !== wall(to).date ? {} : { end: range.to }) }
}

/** As many days just before, up to the same time of day. */
export function daysBefore(d: Days): Days {
  const n = daysIn(d)
  return { from: shift(d.from, -n), to: shift(d.to, -n), ...(d.end ? { end: new Date(Date.parse(d.end) - n * DAY).toISOString() } : {}) }
}

/** The list behind a number counts up to the moment the number did. */
export const listTo = (days: Days, more: Partial<Record<FilterName, string>> = {}): RouteLocationRaw => ({ name: 'tickets', query: { ...more, from: days.from, to: days.end ?? days.to } })

/** The list of an issue's tickets. */
export const issueTo = (id: string, span: Span, more: LocationQueryRaw = {}): RouteLocationRaw => ({ name: 'tickets', query: { issue: id, ...spanQuery(span), ...more } })

/** A township in a filter: "-" is the one that is not known. */
export const townFilter = (town: string): string => town || '-'

/** "上升 40.5%": against as many days before; empty where there was nothing. */
export function changeText(t: T, now: number, before: number): string {
  if (before === 0) return ''
  const share = ((now - before) / before) * 100
  const n = Math.abs(share).toFixed(1)
  if (n === '0.0') return t('insight.same')
  return t(share > 0 ? 'insight.up' : 'insight.down', { n })
}

/** The shade of a quantity, 0 to 5: none, then the steps of the blue ramp. */
export const shade = (n: number, steps: readonly number[]): number => (n <= 0 ? 0 : 1 + steps.filter((s) => n >= s).length)

/** Where the shades of the matrix begin, by its largest cell: 5, 10, 20, 40, or the same doubled or halved. */
export function matrixSteps(most: number): number[] {
  const top = [640, 320, 160, 80, 40, 20].find((n) => n <= most) ?? 10
  return [Math.ceil(top / 8), Math.ceil(top / 4), top / 2, top]
}

/** The tallest day of all rows: every row is drawn on one scale. */
export const tallest = (issues: readonly Pick<HotIssue, 'daily'>[]): number => Math.max(1, ...issues.flatMap((i) => i.daily))

export interface Column { x: number; y: number; height: number; recent: boolean }

/** The days as columns from zero; an empty day has none. */
export function columns(issue: Pick<HotIssue, 'daily' | 'recent'>, most: number, height: number, step = 4): Column[] {
  return issue.daily.flatMap((n, i) => {
    if (n <= 0) return []
    const h = Math.max(1, (n / most) * height)
    return [{ x: i * step, y: height - h, height: h, recent: i >= issue.daily.length - issue.recent }]
  })
}

export interface DayCell { day: string; column: number; row: number; count: number; shade: number; off: boolean; known: boolean }
export interface YearGrid { cells: DayCell[]; months: { month: number; column: number }[]; columns: number }

/** A year as weeks across and Monday on top. Days that are not known, to come or before the first, stay outlines. */
export function yearGrid(year: Pick<Year, 'year' | 'days' | 'steps'>): YearGrid {
  const known = new Map(year.days.map((d) => [d.day, d]))
  const first = Date.UTC(year.year, 0, 1)
  const lead = (new Date(first).getUTCDay() + 6) % 7
  const cells: DayCell[] = []
  const months: YearGrid['months'] = []
  for (let ms = first, i = lead; new Date(ms).getUTCFullYear() === year.year; ms += DAY, i++) {
    const day = new Date(ms).toISOString().slice(0, 10)
    const [column, row] = [Math.floor(i / 7), i % 7]
    const d = known.get(day)
    cells.push({ day, column, row, count: d?.count ?? 0, shade: shade(d?.count ?? 0, year.steps), off: d?.off ?? false, known: d !== undefined })
    const date = new Date(ms)
    if (row === 0 && date.getUTCDate() <= 7) months.push({ month: date.getUTCMonth() + 1, column })
  }
  return { cells, months, columns: (cells.at(-1)?.column ?? 52) + 1 }
}

export interface Label { text: string; x: number; line: number; anchor: 'start' | 'middle' | 'end' }

/** Sets labels under their places; one that would touch its neighbour takes the second line, and where that is taken too it is left out. */
export function labels(list: readonly { text: string; x: number }[], width: number, glyph = 11): Label[] {
  const end = [-Infinity, -Infinity]
  return [...list].sort((a, b) => a.x - b.x).flatMap(({ text, x }): Label[] => {
    const half = ([...text].reduce((w, c) => w + (c.charCodeAt(0) < 256 ? glyph * 0.5 : glyph), 0)) / 2
    const anchor = x + half > width ? 'end' : x - half < 0 ? 'start' : 'middle'
    const left = anchor === 'end' ? x - 2 * half : anchor === 'start' ? x : x - half
    const line = end.findIndex((e) => left > e + 1)
    if (line < 0) return []
    end[line] = left + 2 * half
    return [{ text, x, line, anchor }]
  })
}
