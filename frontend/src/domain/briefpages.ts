import type { Block, Brief, BriefChart, BriefTable, ChartPoint, TableRow } from '@/api/briefs'
import { amount } from './briefcharts'

/** One thing that is not cut by the end of a page. */
export interface Item { key: string; heading?: string; blocks: Block[]; kind: 'flow' | 'tables' | 'charts' | 'title' | 'tail' }

/** The brief in pieces, in the order of the page: charts and small tables stand in pairs, a heading stays with what follows. */
export function items(brief: Brief): Item[] {
  const list: Item[] = [{ key: 'title', kind: 'title', blocks: [] }, ...brief.summary.map((b, i) => ({ key: `summary${i}`, kind: 'flow' as const, blocks: [b] }))]
  for (const section of brief.sections) {
    grouped(section.blocks).forEach((blocks, i) => {
      const kind = blocks[0]?.kind
      list.push({ key: `${section.key}${i}`, kind: kind === 'chart' ? 'charts' : kind === 'table' ? 'tables' : 'flow', heading: i === 0 ? section.heading : undefined, blocks })
    })
  }
  brief.annex.forEach((b, i) => { if (b.kind !== 'table') list.push({ key: `annex${i}`, kind: 'flow', blocks: [b] }) })
  list.push({ key: 'tail', kind: 'tail', blocks: [] })
  return list
}

const small = (b: Block) => b.kind === 'table' && !b.table?.halves && b.table?.key !== 'main'
const narrow = (b: Block) => b.kind === 'chart' && b.chart?.kind !== 'heat'
const pairs = (a: Block, b: Block) => (narrow(a) && narrow(b)) || (small(a) && small(b))

/** The blocks as they stand: charts and small tables in pairs. */
export function grouped(blocks: readonly Block[]): Block[][] {
  const list: Block[][] = []
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i] as Block
    const next = blocks[i + 1]
    const pair = next !== undefined && pairs(block, next)
    list.push(pair ? [block, next] : [block])
    if (pair) i++
  }
  return list
}

/** Fills pages with the pieces whose heights are known; the tail goes to the foot of the last one. */
export function paginate(list: readonly Item[], heights: ReadonlyMap<string, number>, room: number): Item[][] {
  const pages: Item[][] = [[]]
  let used = 0
  for (const item of list) {
    const h = heights.get(item.key) ?? 0
    if (used > 0 && used + h > room) {
      pages.push([])
      used = 0
    }
    pages.at(-1)?.push(item)
    used += h
  }
  return pages
}

/** The rows of a long table in two columns, or as they are. */
export function halves(table: BriefTable): TableRow[][] {
  if (!table.halves || table.rows.length < 2) return [table.rows]
  const half = Math.ceil(table.rows.length / 2)
  return [table.rows.slice(0, half), table.rows.slice(half)]
}

/** The tables of the annex in sheets of so many rows. */
export function annexSheets(brief: Brief, perSheet: number): BriefTable[] {
  return brief.annex.flatMap(({ table }) => {
    if (!table) return []
    const sheets: BriefTable[] = []
    for (let i = 0; i < table.rows.length; i += perSheet) sheets.push({ ...table, rows: table.rows.slice(i, i + perSheet) })
    return sheets
  })
}

/** An axis from zero in at most five round steps of 1, 2, 2.5 or 5 times a power of ten. */
export function axis(most: number): number[] {
  const raw = Math.max(1, most) / 5
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= raw) ?? raw)
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, i) => Math.round(step * i))
}

const pointsOf = (chart: BriefChart) => chart.points ?? []
const mostOf = (points: readonly ChartPoint[]) => Math.max(1, ...points.map((p) => Math.max(p.value, p.before ?? 0)))

/** An upright chart in 330 × 150: bars from zero, the first, the most and the newest with their number. */
export function upright(chart: BriefChart) {
  const ticks = axis(mostOf(pointsOf(chart)))
  const top = ticks.at(-1) ?? 1
  const y = (n: number) => 122 - (n / top) * 108
  const slot = 292 / Math.max(1, pointsOf(chart).length)
  const most = pointsOf(chart).reduce((a, p, i) => (p.value > (pointsOf(chart)[a]?.value ?? 0) ? i : a), 0)
  const last = pointsOf(chart).length - 1
  const bars = pointsOf(chart).map((p, i) => {
    const [year, month] = p.label.split('-')
    return { x: 38 + slot * (i + 0.5), w: slot * 0.66, y: y(p.value), h: 122 - y(p.value), label: month ? String(Number(month)) : p.label, year: month ? year ?? '' : '', said: p.value > 0 && (i === 0 || i === most || i === last) ? p.value : null, strong: p.strong ?? i === last }
  })
  // Neighbours with numbers would write over each other.
  const lifted = bars.map((b, i) => ({ ...b, lift: b.said !== null && bars[i + 1]?.said != null ? 10 : 0 }))
  const years = [...new Set(bars.map((b) => b.year).filter(Boolean))].map((year) => {
    const own = bars.filter((b) => b.year === year)
    return { year, x: own.reduce((n, b) => n + b.x, 0) / own.length, from: (own[0]?.x ?? 0) - slot / 2 }
  })
  return { bars: lifted, years, grid: ticks.map((n) => ({ n, y: y(n) })) }
}

/** A lying chart 330 wide, as high as its bars need: the month before as a stroke, the change in brackets. */
export function lying(chart: BriefChart) {
  const points = pointsOf(chart)
  const ticks = axis(mostOf(points) / (chart.hundredths ? 100 : 1)).map((n) => (chart.hundredths ? n * 100 : n))
  const top = ticks.at(-1) ?? 1
  const tall = Math.max(150, 14.6 * points.length + 18.6)
  const widest = Math.min(8, Math.max(4, ...points.map((p) => [...p.label].length)))
  const left = widest * 10.4 + 4
  const x = (n: number) => left + (n / top) * (270 - left)
  const slot = (tall - 18.6) / Math.max(1, points.length)
  const bars = points.map((p, i) => {
    const at = 5 + slot * i
    const diff = p.before === undefined ? null : p.value - p.before
    return { y: at, mid: at + Math.min(10, slot * 0.7) / 2 + 4, w: x(p.value) - left, label: [...p.label].slice(0, widest).join(''), mark: p.before === undefined ? null : x(p.before), words: amount(chart, p.value) + (diff === null ? '' : `（${diff > 0 ? '+' : diff < 0 ? '−' : ''}${amount(chart, Math.abs(diff))}）`), strong: p.strong ?? false }
  })
  return { bars, left, tall, grid: ticks.map((n) => ({ n, x: x(n) })), height: Math.min(10, slot * 0.7) }
}
