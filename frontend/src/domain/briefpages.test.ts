import { expect, it } from 'vitest'
import type { Block, Brief } from '@/api/briefs'
import { annexSheets, axis, halves, items, lying, paginate, upright } from './briefpages'

const p = (text: string): Block => ({ kind: 'paragraph', runs: [{ text }] })
const table = (key: string, rows: number, more = {}): Block => ({ kind: 'table', table: { key, caption: key, columns: [{ title: 'a' }], rows: Array.from({ length: rows }, (_, i) => ({ cells: [String(i)] })), ...more } })
const chart = (key: string): Block => ({ kind: 'chart', chart: { key, caption: key, points: [], kind: 'bar' } })
const brief = {
  summary: [p('s')],
  sections: [{ key: 'a', heading: '一', blocks: [p('1'), table('main', 3)] }, { key: 'b', heading: '二', blocks: [chart('x'), chart('y')] }, { key: 'c', heading: '三', blocks: [table('town', 4, { halves: true }), table('bureau', 3), table('company', 3)] }],
  annex: [p('note'), table('all', 90)],
} as unknown as Brief

it('pairs charts and small tables and keeps headings with what follows', () => {
  const list = items(brief)
  expect(list.map((i) => i.key)).toEqual(['title', 'summary0', 'a0', 'a1', 'b0', 'c0', 'c1', 'annex0', 'tail'])
  expect(list.filter((i) => i.heading).map((i) => i.key)).toEqual(['a0', 'b0', 'c0'])
  expect(list.find((i) => i.key === 'c1')?.blocks).toHaveLength(2)
})

it('fills pages', () => {
  const list = items(brief)
  const heights = new Map(list.map((i) => [i.key, 100]))
  expect(paginate(list, heights, 400).map((x) => x.length)).toEqual([4, 4, 1])
  expect(paginate(list, new Map([...heights, ['title', 900]]), 400)[0]).toHaveLength(1)
})

it('cuts tables', () => {
  expect(halves(table('t', 5, { halves: true }).table!).map((r) => r.length)).toEqual([3, 2])
  expect(annexSheets(brief, 40).map((s) => s.rows.length)).toEqual([40, 40, 10])
})

it.each([[3842, [0, 1000, 2000, 3000, 4000]], [412, [0, 100, 200, 300, 400, 500]], [52, [0, 20, 40, 60]], [3, [0, 1, 2, 3]], [0, [0, 1]]])('rounds the axis of %i', (most, want) => {
  expect(axis(most)).toEqual(want)
})

it('draws from zero and says the first, the most and the newest', () => {
  const drawn = upright({ key: 's', kind: 'bar', caption: '', points: [{ label: '2025-10', value: 2986 }, { label: '2025-11', value: 3842 }, { label: '2026-01', value: 3100 }, { label: '2026-02', value: 3164, strong: true }] })
  expect(drawn.bars.map((b) => b.said)).toEqual([2986, 3842, null, 3164])
  expect(drawn.years.map((y) => y.year)).toEqual(['2025', '2026'])
  expect(drawn.bars[1]?.h).toBeCloseTo((3842 / 4000) * 108)
  expect(lying({ key: 'c', kind: 'lying', caption: '', points: [{ label: '物业管理', value: 412, before: 398 }, { label: '市容环卫', value: 338, before: 351 }] }).bars.map((b) => b.words)).toEqual(['412（+14）', '338（−13）'])
})
