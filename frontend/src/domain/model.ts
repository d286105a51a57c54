import type { AutoWeek, CurvePoint, Word } from '@/api/model'

export const LEAST_TARGET = 0.9
export const MOST_TARGET = 0.999

/** "97.1": a share in percent with one decimal. */
export const percent = (x: number, digits = 1): string => (x * 100).toFixed(digits)

/** "0.83", "0.796": a threshold, so exact that nothing seems to pass it that does not. */
export const lineText = (x: number): string => String(Number(x.toFixed(3)))

/** A target as it may be saved: whole tenths of a percent, within the bounds. */
export const asTarget = (x: number): number => Math.min(MOST_TARGET, Math.max(LEAST_TARGET, Math.round(x * 1000) / 1000))

/** The point of the curve that keeps the target and dispatches most; null where nothing keeps it. */
export function pointFor(curve: readonly CurvePoint[], target: number): CurvePoint | null {
  const kept = curve.filter((p) => p.precision >= target - 1e-9)
  return kept.reduce<CurvePoint | null>((best, p) => (best === null || p.share > best.share ? p : best), null)
}

/** The best the curve can do. */
export const bestPrecision = (curve: readonly CurvePoint[]): number => Math.max(0, ...curve.map((p) => p.precision))

export interface Box { left: number; right: number; top: number; bottom: number; low: number }

/** Where the axis of precision begins: a round five percent under everything that is drawn. */
export const lowest = (curve: readonly CurvePoint[], target: number): number => {
  const least = Math.min(target, LEAST_TARGET, ...curve.map((p) => p.precision))
  return Math.max(0, Math.floor(least * 20 + 1e-9) / 20)
}
export const xOf = (box: Box, share: number): number => box.left + share * (box.right - box.left)
export const yOf = (box: Box, precision: number): number => box.bottom - ((precision - box.low) / (1 - box.low)) * (box.bottom - box.top)
/** The target under a pointer. */
export const targetAt = (box: Box, y: number): number => asTarget(box.low + ((box.bottom - y) / (box.bottom - box.top)) * (1 - box.low))

/** The curve as a line, from the least share to the most. */
export const line = (box: Box, curve: readonly CurvePoint[]): string =>
  [...curve].sort((a, b) => a.share - b.share || b.precision - a.precision).map((p) => `${xOf(box, p.share).toFixed(1)},${yOf(box, p.precision).toFixed(1)}`).join(' ')

/** The ticks of the axis of precision: five at most, whole percents. */
export function ticks(low: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((s) => (1 - low) / s <= 5.01) ?? 0.25
  const list: number[] = []
  for (let v = 1; v >= low - 1e-9; v -= step) list.unshift(Math.round(v * 1000) / 1000)
  return list
}

/** The weeks from the first that brought anything. */
export const begun = (weeks: readonly AutoWeek[]): AutoWeek[] => weeks.slice(Math.max(0, weeks.findIndex((w) => w.routed > 0)))

/** How many tickets a day the last whole weeks brought. */
export function perDay(weeks: readonly AutoWeek[]): number {
  const last = begun(weeks).slice(-5, -1)
  return last.length === 0 ? 0 : last.reduce((n, w) => n + w.routed, 0) / (last.length * 7)
}

export interface Mark { text: string; weight: number }

/** The text in pieces, each with the strongest word that covers it; the pieces together are the text. */
export function marks(text: string, words: readonly Word[]): Mark[] {
  const weight = new Array<number>(text.length).fill(0)
  for (const { word, weight: w } of words) {
    if (!word) continue
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      for (let i = at; i < at + word.length; i++) if (Math.abs(w) > Math.abs(weight[i]!)) weight[i] = w
    }
  }
  const out: Mark[] = []
  for (let i = 0; i < text.length; i++) {
    const last = out.at(-1)
    if (last && last.weight === weight[i]) last.text += text[i]
    else out.push({ text: text[i]!, weight: weight[i]! })
  }
  return out
}

/** The shade of a word that speaks for the first: 1 to 3. */
export const wordShade = (weight: number): number => (weight >= 0.5 ? 3 : weight >= 0.2 ? 2 : 1)

/** Is a decile off by more than it may be? Small ones prove nothing. */
export const isOff = (d: { rows: number; predicted: number; observed: number }): boolean => d.rows >= 100 && Math.abs(d.predicted - d.observed) > 0.03
