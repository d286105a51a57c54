import type { Counted, Dimension, NoiseRow, Signal } from '@/api/analysis'

/** The open number of a breakdown, as the URL has it: "late:town". */
export interface Cell { of: Counted; key: string }
export function readCell(value: unknown): Cell | null {
  if (typeof value !== 'string' || !value.includes(':')) return null
  const cut = value.indexOf(':')
  return { of: value.slice(0, cut) as Counted, key: value.slice(cut + 1) }
}
export const writeCell = (c: Cell): string => `${c.of}:${c.key}`

/** "+12.5%", "−3%", "0%"; a dash where there was nothing to compare with. */
export const percentChange = (n: number | undefined): string => (n === undefined ? '—' : `${sign(n)}${Math.abs(n) >= 10 ? Math.abs(n).toFixed(0) : trimmed(Math.abs(n), 1)}%`)
/** "+1.23", "−0.40": percentage points. */
export const pointChange = (n: number | undefined): string => (n === undefined ? '—' : `${sign(n)}${Math.abs(n).toFixed(2)}`)
const sign = (n: number): string => (n > 0 ? '+' : n < 0 ? '−' : '')
const trimmed = (n: number, places: number): string => String(Number(n.toFixed(places)))

/** Where the tickets behind a row are asked for: a row of twelve months is a month of its own. */
export const askOf = (month: string, by: Dimension, key: string): { month: string; by: Dimension; key: string } =>
  by === 'month' ? { month: key || month, by, key: '' } : key === ALL ? { month, by: 'month', key: '' } : { month, by, key }
/** The key of the line of totals. */
export const ALL = '*'

/** The place of a rank on an axis from the first to the last, in percent, with room for half a dot. */
export const place = (rank: number, last: number): number => (last <= 1 ? 50 : 1.5 + ((rank - 1) / (last - 1)) * 97)

/** Ticks under the axis: first, last, and whole steps between that do not crowd either. */
export function rankTicks(last: number): number[] {
  const step = [1, 5, 10, 20, 50, 100].find((s) => last / s <= 9) ?? 100
  const between = Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step)
  return [1, ...between.filter((n) => n > 1 && last - n >= step / 2), last].filter((n, i, all) => all.indexOf(n) === i)
}

/** The units of the first band, where there is more than one: their order among themselves is chance. */
export const leading = (rows: readonly NoiseRow[], bands: readonly string[][]): number => {
  const band = bands[0] ?? []
  return band.length > 1 ? rows.filter((r) => band.includes(r.unit)).length : 0
}

export interface SignalCard { unit: string; name: string; group: string; signals: Signal[] }
/** Signals by unit, those with the most of them first. */
export function byUnit(signals: readonly Signal[]): SignalCard[] {
  const cards = new Map<string, SignalCard>()
  for (const s of signals) {
    const card = cards.get(s.unit) ?? { unit: s.unit, name: s.name, group: s.group, signals: [] }
    card.signals.push(s)
    cards.set(s.unit, card)
  }
  return [...cards.values()].sort((a, b) => b.signals.length - a.signals.length || Math.max(...b.signals.map((s) => s.share)) - Math.max(...a.signals.map((s) => s.share)))
}
