import { expect, it } from 'vitest'
import type { Detail, Part, ScoreRow } from '@/api/scores'
import { t } from '@/i18n'
import { barWidth, fold, gapText, headName, howText, rankAt, scaleOf, segments, signed, trialOf } from './score'

const part = (key: string, max: number, got = max, more: Partial<Part> = {}): Part => ({ key, name: key, max, points: got, lost: Number((max - got).toFixed(2)), num: 0, den: 0, ...(got < max ? { lost_kind: 'time' as const } : {}), ...more })
const nine = [part('accept', 10, 8.15), part('contact', 10), part('resolve', 25), part('satisfaction', 20), part('resolution', 15), part('redo', 5), part('improper_return', 5), part('reply', 5), part('organisation', 5)]
const row = (unit: string, rank: number, total: number): ScoreRow => ({ unit, name: unit, rank, total, bonus: 0.2, penalty: 0, parts: nine, dispatched: 52, carried_in: 7, carried_out: 8, due: 51, late: 1 })

it('makes a bar of 100 points 516 wide', () => {
  expect(barWidth(nine)).toBe(516)
  const bar = segments(nine)
  expect(bar.map((s) => s.x).slice(0, 4)).toEqual([0, 52, 104, 231])
  expect([bar[0]?.got, bar[0]?.lost, bar[1]?.lost]).toEqual([40.75, 'time', ''])
})

it.each([['按时办结率', 25, '按时办结 25'], ['按时接单率', 10, '接单 10'], ['重办率', 5, '重办'], ['组织和知识库', 5, '组织']])('names %s over %i points', (name, max, want) => {
  expect(headName({ name, max })).toBe(want)
})

it('folds the middle without cutting a tie', () => {
  const rows = [1, 1, 3, 4, 5, 5, 7, 8, 9, 10, 11, 11, 13, 14].map((rank, i) => row(`u${i}`, rank, 100 - rank))
  const f = fold(rows, 3)
  expect([f.head.length, f.middle.length, f.tail.length]).toEqual([3, 7, 4])
  const tied = fold(rows, 5)
  expect([tied.head.at(-1)?.rank, tied.tail[0]?.rank]).toEqual([5, 10])
  expect(tied.head).toHaveLength(6)
  expect(fold(rows.slice(0, 6), 3).middle).toEqual([])
})

it('ranks ties together', () => {
  const ranked = [row('a', 1, 100), row('b', 1, 100), row('c', 3, 96.93)]
  expect([rankAt(96.93, 'c', ranked), rankAt(100, 'c', ranked), rankAt(100.2, 'c', ranked)]).toEqual([3, 1, 1])
})

const formula: Detail['formula'] = { kind: 'rate', num: 50, den: 52, max: 10, full_at: 98, away: 1.85, slope: 1, raw: 8.15, floor: 0, points: 8.15 }
const detail = (more: Partial<Detail>): Detail => ({ ...part('accept', 10, 8.15), name: '按时接单率', num: 50, den: 52, rate: 96.15, full_at: 98, slope: 1, direction: 'higher', per: 'point', formula, tickets: [], ...more })

it('says what would gain a rank', () => {
  const gap = { full: ['contact', 'resolve'], next_rank: 3, next_name: '新华街道', behind: 0.48, key: 'accept', name: '按时接单率', lost_kind: 'time' as const, count: 2, lost: 1.85, total: 98.78, rank: 2 }
  expect(gapText(t, gap, row('a', 4, 96.93))).toBe('距第 3 名新华街道差 0.48 分：2 件超时接单失 1.85 分。都按时则 98.78 分，第 2 名。')
  expect(gapText(t, { ...gap, next_name: undefined }, row('a', 4, 96.93))).toBe('距第 3 名差 0.48 分：2 件超时接单失 1.85 分。都按时则 98.78 分，第 2 名。')
  expect(gapText(t, { full: ['a', 'b', 'c'] }, row('a', 1, 100))).toBe('现为第 1 名。已满分项 3 项')
})

it('starts a trial from what is', () => {
  const e = { month: '2026-10', scheme: { name: 'default', version: '1', hash: '' }, group: 'town', of: 18, row: row('a', 4, 96.93), gap: { full: [] }, parts: [detail({}), detail({ key: 'improper_return', per: 'each', num: 2 }), detail({ key: 'praise', per: undefined, num: 1 }), detail({ key: 'organisation', per: undefined, num: 0 })] }
  const trial = trialOf(e)
  expect(trial.metrics.map((m) => m.key)).toEqual(['accept'])
  expect(trial.counts).toEqual({ improper_return: 2, praise: 1 })
  expect([scaleOf({ direction: 'higher', rate: 96 }), scaleOf({ direction: 'higher', rate: 72.5 }), scaleOf({ direction: 'lower', rate: 2 })]).toEqual([[80, 100], [70, 100], [0, 20]])
})

it('writes numbers as people read them', () => {
  expect([signed(0.2), signed(-1), signed(0)]).toEqual(['+0.2', '−1', ''])
  expect(howText(t, { key: 'accept', num: 50, den: 52 })).toBe('按时接单 50 ÷ 派单 52')
})
