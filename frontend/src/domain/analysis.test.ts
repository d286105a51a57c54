import { describe, expect, test } from 'vitest'
import { ALL, askOf, byUnit, leading, percentChange, place, pointChange, rankTicks, readCell, writeCell } from './analysis'

describe('analysis', () => {
  test('a cell is read from the URL as it was written', () => {
    for (const cell of [{ of: 'late', key: 'town' }, { of: 'due', key: 'a:b' }, { of: 'due', key: '' }] as const) expect(readCell(writeCell(cell))).toEqual(cell)
    for (const bad of [undefined, '', 'late', ['late:x']]) expect(readCell(bad)).toBeNull()
  })
  test('changes carry their sign and their unit', () => {
    expect([undefined, 0, 3.25, 12.5, -7, -120].map(percentChange)).toEqual(['—', '0%', '+3.3%', '+13%', '−7%', '−120%'])
    expect([undefined, 0, 1.2, -0.4].map(pointChange)).toEqual(['—', '0.00', '+1.20', '−0.40'])
  })
  test('a line of totals is the whole month, a month of twelve is itself', () => {
    expect(askOf('2026-10', 'town', ALL)).toEqual({ month: '2026-10', by: 'month', key: '' })
    expect(askOf('2026-10', 'month', '2026-09')).toEqual({ month: '2026-09', by: 'month', key: '' })
    expect(askOf('2026-10', 'town', '')).toEqual({ month: '2026-10', by: 'town', key: '' })
  })
  test('ranks lie between the ends of the axis', () => {
    expect([place(1, 40), place(40, 40), place(1, 1)]).toEqual([1.5, 98.5, 50])
    expect(rankTicks(1)).toEqual([1])
    expect(rankTicks(6)).toEqual([1, 2, 3, 4, 5, 6])
    expect(rankTicks(18)).toEqual([1, 5, 10, 15, 18])
    expect(rankTicks(40)).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40])
    expect(rankTicks(101)).toEqual([1, 20, 40, 60, 80, 101])
  })
  test('a band of one is no band', () => {
    const rows = ['a', 'b', 'c'].map((unit) => ({ unit, name: unit, due: 9, rank: 1, total: 90, low: 80, high: 95, rank_low: 1, rank_high: 3, tied: 0, tied_with: [] }))
    expect([leading(rows, [['a', 'b'], ['c']]), leading(rows, [['a'], ['b', 'c']]), leading([], [])]).toEqual([2, 0, 0])
  })
  test('signals are cards by unit', () => {
    const s = (unit: string, share: number) => ({ unit, name: unit, group: 'town', kind: 'satisfaction_gap' as const, count: 3, of: 9, share, usual: 0, others: 4, text: '', nos: [] })
    expect(byUnit([s('a', 90), s('b', 40), s('b', 30), s('c', 95)]).map((c) => c.unit)).toEqual(['b', 'c', 'a'])
  })
})
