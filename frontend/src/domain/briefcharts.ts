import type { BriefChart, ChartRow } from '@/api/briefs'

/** A value of a chart as it is written. */
export const amount = (chart: Pick<BriefChart, 'hundredths'>, n: number): string => (chart.hundredths ? (n / 100).toFixed(2) : n.toLocaleString('en-US'))

/** The strokes that tell lines apart on a photocopy. */
const STROKES = ['', '5 2', '1.5 2', '6 2 1.5 2', '3 3']

/** Lines of rates in 330 × 150: the axis begins at a round rate below the lowest, each line ends with its name and number. */
export function lines(chart: BriefChart) {
  const [left, right, top, foot] = [30, 236, 8, 122]
  const all = chart.lines ?? []
  const values = all.flatMap((l) => l.values.filter((v): v is number => v !== null))
  const floor = values.length ? Math.min(95, Math.floor(Math.min(...values) / 5) * 5) : 0
  const y = (v: number) => foot - ((v - floor) / (100 - floor)) * (foot - top)
  const n = chart.labels?.length ?? 0
  const x = (i: number) => left + ((right - left) * i) / Math.max(1, n - 1)
  const drawn = all.map((l, i) => {
    const points = l.values.flatMap((v, k) => (v === null ? [] : [{ x: x(k), y: y(v), v }]))
    const last = points.at(-1)
    return { path: points.map((p, k) => `${k ? 'L' : 'M'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join(''), dash: STROKES[i % STROKES.length] ?? '', words: last ? `${l.label} ${last.v.toFixed(2)}` : l.label, at: last?.y ?? foot, said: 0 }
  })
  // The names at the end are pushed apart from the top.
  let free = top
  for (const d of [...drawn].sort((a, b) => a.at - b.at)) {
    d.said = Math.max(d.at + 3.5, free)
    free = d.said + 11
  }
  const labels = (chart.labels ?? []).map((label, i) => ({ x: x(i), label: /^\d{4}-\d{2}$/.test(label) ? String(Number(label.slice(5))) : label }))
  const step = floor >= 90 ? 2.5 : floor >= 80 ? 5 : floor >= 50 ? 10 : 20
  const grid = Array.from({ length: Math.floor((100 - floor) / step) + 1 }, (_, i) => floor + step * i).map((v) => ({ v, y: y(v) }))
  return { lines: drawn, labels, grid, left, right, foot }
}

/** The five fixed steps of a heat table, so that two months may be laid beside each other. */
const STEPS = [1, 5, 10, 20, 50]
export const heatStep = (n: number): number => STEPS.filter((s) => n >= s).length
export const heatScale = STEPS.map((s, i) => ({ step: i + 1, words: i === STEPS.length - 1 ? `≥${s}` : `${s}–${(STEPS[i + 1] ?? s) - 1}` }))
/** The sums under the columns. */
export const columnSums = (rows: readonly ChartRow[]): number[] => (rows[0]?.counts ?? []).map((_, i) => rows.reduce((n, r) => n + (r.counts[i] ?? 0), 0))
