import { expect, it } from 'vitest'
import type { HotIssue } from '@/api/insight'
import { t } from '@/i18n'
import { changeText, columns, daysBefore, daysIn, daysOf, issueTo, labels, listTo, matrixSteps, readSpan, shade, spanQuery, tallest, yearGrid } from './insight'

const issue = (more: Partial<HotIssue> = {}): HotIssue => ({
  id: 'h1', rank: 1, title: '供热', emerging: true, category: { code: '01', name: '供热' }, town: '柳林镇', towns: [], place: '', unit: 'u', unit_name: '单位', count: 5, callers: 4, repeats: 1, votes: 0, usual: 1, ratio: 5, heat: 25,
  first_at: '2026-11-15T01:00:00Z', last_at: '2026-11-19T17:00:00Z', daily: [0, 1, 0, 4], recent: 2, progress: { accepted: 4, contacted: 3, resolved: 2, late: 1 }, quotes: [], merge_groups: 0, who: [], ...more,
})

it.each([
  [{}, { window: 7 }], [{ window: '1' }, { window: 1 }], [{ window: '99' }, { window: 7 }],
  [{ from: '2026-10-01', to: '2026-10-07' }, { from: '2026-10-01', to: '2026-10-07' }],
  [{ from: '2026-10-08', to: '2026-10-07' }, { window: 7 }], [{ from: 'x', to: '2026-10-07', window: '30' }, { window: 30 }],
])('reads the days of %o', (query, want) => {
  expect(readSpan(query)).toEqual(want)
  expect(readSpan(spanQuery(readSpan(query)))).toEqual(want)
})

it('turns a range into whole days of the district', () => {
  const week = daysOf({ from: '2026-11-13T16:00:00Z', to: '2026-11-20T07:42:07Z' })
  expect(week).toEqual({ from: '2026-11-14', to: '2026-11-20', end: '2026-11-20T07:42:07Z' })
  expect(daysIn(week)).toBe(7)
  expect(daysBefore(week)).toEqual({ from: '2026-11-07', to: '2026-11-13', end: '2026-11-13T07:42:07.000Z' })
  const holidays = daysOf({ from: '2026-09-30T16:00:00Z', to: '2026-10-07T16:00:00Z' })
  expect(holidays).toEqual({ from: '2026-10-01', to: '2026-10-07' })
  expect(daysBefore(holidays)).toEqual({ from: '2026-09-24', to: '2026-09-30' })
  expect(listTo(week, { town: '-' })).toEqual({ name: 'tickets', query: { town: '-', from: '2026-11-14', to: '2026-11-20T07:42:07Z' } })
  expect(listTo(holidays)).toEqual({ name: 'tickets', query: { from: '2026-10-01', to: '2026-10-07' } })
  expect(issueTo('h1', { window: 7 })).toEqual({ name: 'tickets', query: { issue: 'h1', window: '7' } })
})

it.each([[951, 677, '上升 40.5%'], [50, 100, '下降 50.0%'], [100, 100, '持平'], [10000, 10001, '持平'], [3, 0, '']])('says how %i compares with %i', (now, before, want) => {
  expect(changeText(t, now, before)).toBe(want)
})

it('shades quantities by fixed steps', () => {
  expect([0, 1, 4, 5, 19, 20, 40, 400].map((n) => shade(n, matrixSteps(66)))).toEqual([0, 1, 1, 2, 3, 4, 5, 5])
  expect([0, 19, 20, 79, 80, 9999].map(matrixSteps)).toEqual([[2, 3, 5, 10], [2, 3, 5, 10], [3, 5, 10, 20], [5, 10, 20, 40], [10, 20, 40, 80], [80, 160, 320, 640]])
})

it('draws every row on one scale, from zero', () => {
  expect(tallest([issue(), issue({ daily: [9] })])).toBe(9)
  expect(tallest([])).toBe(1)
  expect(columns(issue(), 8, 28)).toEqual([{ x: 4, y: 24.5, height: 3.5, recent: false }, { x: 12, y: 14, height: 14, recent: true }])
})

it('lays a year out in weeks from Monday', () => {
  const grid = yearGrid({ year: 2026, steps: [75, 100, 125, 150], days: [{ day: '2026-01-01', count: 71, off: true }, { day: '2026-01-05', count: 109 }, { day: '2026-01-06', count: 0 }] })
  expect(grid.cells).toHaveLength(365)
  expect(grid.cells[0]).toEqual({ day: '2026-01-01', column: 0, row: 3, count: 71, shade: 1, off: true, known: true })
  expect(grid.cells[4]).toMatchObject({ day: '2026-01-05', column: 1, row: 0, shade: 3 })
  expect(grid.cells[5]).toMatchObject({ count: 0, shade: 0, known: true })
  expect(grid.cells[6]).toMatchObject({ known: false, shade: 0 })
  expect(grid.months.map((m) => m.month)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  expect(grid.months[1]).toEqual({ month: 2, column: 5 })
  expect(yearGrid({ year: 2028, steps: [], days: [] }).cells).toHaveLength(366)
})

it('keeps labels apart and inside', () => {
  const list = labels([{ text: '暴雨 168', x: 100 }, { text: '强对流', x: 110 }, { text: '雷雨', x: 112 }, { text: '正式供热 176', x: 299 }], 300)
  expect(list.map((l) => [l.line, l.anchor])).toEqual([[0, 'middle'], [1, 'middle'], [0, 'end']])
})
