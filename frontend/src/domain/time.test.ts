import { describe, expect, it } from 'vitest'
import { t } from '@/i18n'
import { ago, daysApart, moment, span, spoken, timer } from './time'

const at = (s: string) => Date.parse(`${s}:00+08:00`)
const now = at('2026-11-23T10:01')

describe('words for time', () => {
  it.each([
    [0, '0 秒'], [59_999, '59 秒'], [60_000, '1 分'], [3_600_000, '1 小时'], [11_520_000, '3 小时 12 分'], [86_400_000, '1 天'], [86_400_000 + 3_600_000 * 7 + 1, '1 天 7 小时'], [-3_600_000, '1 小时'],
  ])('span %i', (ms, words) => expect(span(t, ms)).toBe(words))
  it.each([
    ['2026-11-23T10:12', '10:12'], ['2026-11-24T09:42', '明天 09:42'], ['2026-11-22T09:42', '昨天 09:42'], ['2026-11-27T17:30', '11月27日 17:30'], ['2027-01-04T17:30', '2027年1月4日 17:30'],
  ])('moment %s', (s, words) => expect(moment(t, at(s), now)).toBe(words))
  it('counts days by the wall of the district, not by 24 hours', () => {
    expect(daysApart(at('2026-11-23T23:59'), at('2026-11-24T00:01'))).toBe(1)
    expect(daysApart(at('2026-11-23T00:01'), at('2026-11-23T23:59'))).toBe(0)
  })
  it.each([
    ['2026-11-23T10:12', '今天上午 10 点 12 分'], ['2026-11-23T17:00', '今天下午 5 点'], ['2026-11-24T12:30', '明天下午 12 点 30 分'], ['2026-11-26T19:05', '11月26日晚上 7 点 5 分'],
  ])('spoken %s', (s, words) => expect(spoken(t, at(s), now)).toBe(words))
  it('says how long ago', () => {
    expect(ago(t, now - 30_000, now)).toBe('刚刚')
    expect(ago(t, now - 22 * 60_000, now)).toBe('22 分前')
    expect(ago(t, now - 2 * 3_600_000, now)).toBe('2 小时前')
  })
  it('runs the timer of a call', () => expect(timer(41_400)).toBe('00:41'))
})
