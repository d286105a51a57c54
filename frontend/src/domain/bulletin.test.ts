import { describe, expect, test } from 'vitest'
import { nextDue, periods, pieces, weekOf } from './bulletin'

const at = (s: string) => Date.parse(`${s}+08:00`)

describe('bulletins', () => {
  test.each([['2026-01-01T00:00', '2026-W01'], ['2025-12-29T00:00', '2026-W01'], ['2026-12-31T12:00', '2026-W53'], ['2027-01-03T23:59', '2026-W53'], ['2026-11-23T08:00', '2026-W48']])('the week of %s', (day, week) => {
    expect(weekOf(at(day))).toBe(week)
  })
  test('a draft is made of the last whole period first', () => {
    expect(periods('weekly', at('2026-11-23T09:00'))[0]).toBe('2026-W47')
    expect(periods('feedback', at('2026-01-10T09:00'))[0]).toBe('2025-12')
    expect(periods('annual', at('2026-01-10T09:00'))).toEqual(['2026', '2025', '2024'])
  })
  test.each([
    ['weekly', '2026-11-23T07:59', '2026-11-23T08:00'], ['weekly', '2026-11-23T08:00', '2026-11-30T08:00'], ['weekly', '2026-11-22T23:00', '2026-11-23T08:00'],
    ['feedback', '2026-12-05T10:00', '2027-01-02T03:00'], ['annual', '2026-11-23T10:00', '2027-01-02T04:00'],
  ] as const)('the next %s after %s', (kind, now, due) => {
    expect(nextDue(kind, at(now))).toBe(at(due))
  })
  test('numbers typed by hand are cut out, whole numbers only', () => {
    expect(pieces('超时 13 件，共 1,300 件', ['13'])).toEqual([{ text: '超时 ', strange: false }, { text: '13', strange: true }, { text: ' 件，共 1,300 件', strange: false }])
    expect(pieces('没有')).toEqual([{ text: '没有', strange: false }])
  })
})
