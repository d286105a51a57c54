import { expect, it } from 'vitest'
import type { MergeGroup } from '@/api/merges'
import { t } from '@/i18n'
import { apart, besides, inPlace, overTime } from './merge'

const at = (hm: string) => `2026-11-23T${hm}:00+08:00`
const ticket = (no: string, hm: string) => ({ no, title: no, town: '', unit_name: '', state: 'dispatched' as const, registered_at: at(hm) })
const group = (id: string): MergeGroup => ({
  id, reason: '', master: { ...ticket('1', '08:00'), callers: 2 },
  tickets: [{ ...ticket('2', '10:00'), score: 0.9, distance_m: 80, hours: 2, same_caller: false }, { ...ticket('3', '07:30'), score: 0.8, hours: 0.5, same_caller: true }],
})

it('sees the group from another master without inventing distances', () => {
  expect(besides(group('a'), '1').map((x) => x.no)).toEqual(['2', '3'])
  const turned = besides(group('a'), '2')
  expect(turned.map((x) => [x.no, x.score, x.distance_m])).toEqual([['1', 0.9, 80], ['3', undefined, undefined]])
})
it('says how far apart in time two tickets came', () => {
  expect(apart(t, at('10:00'), at('08:00'))).toBe('晚 2 小时')
  expect(apart(t, at('07:30'), at('08:00'))).toBe('早 30 分')
  expect(apart(t, at('08:00'), at('08:00'))).toBe('几乎同时')
  expect(overTime(t, group('a'))).toBe('前后 2 小时 30 分')
})
it('keeps what is shown in its place', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(group) as [MergeGroup, MergeGroup, MergeGroup]
  expect(inPlace([b, a], [a, c]).map((g) => g.id)).toEqual(['a', 'c'])
  expect(inPlace([b, a], [a, b, c]).map((g) => g.id)).toEqual(['b', 'a', 'c'])
})
