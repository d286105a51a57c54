import { expect, it } from 'vitest'
import type { CurvePoint } from '@/api/model'
import { asTarget, begun, isOff, line, lineText, lowest, marks, perDay, percent, pointFor, targetAt, ticks, wordShade, xOf, yOf } from './model'

const curve: CurvePoint[] = [
  { threshold: 0.5, precision: 0.951, share: 0.97 }, { threshold: 0.8, precision: 0.969, share: 0.9 }, { threshold: 0.83, precision: 0.971, share: 0.882 }, { threshold: 0.9, precision: 0.9705, share: 0.84 }, { threshold: 0.98, precision: 0.992, share: 0.6 },
]

it.each([[0.97, 0.83], [0.95, 0.5], [0.98, 0.98], [0.969, 0.8]])('keeps the target %d at the most that can go by itself', (target, threshold) => {
  expect(pointFor(curve, target)?.threshold).toBe(threshold)
})
it('has no line for a target the model cannot keep', () => {
  expect(pointFor(curve, 0.995)).toBeNull()
  expect(pointFor([], 0.9)).toBeNull()
})
it.each([[0.97049, 0.97], [0.5, 0.9], [1, 0.999]])('saves %d as %d', (x, want) => { expect(asTarget(x)).toBe(want) })

it('draws precision against share and reads a pointer back', () => {
  const box = { left: 40, right: 640, top: 10, bottom: 210, low: lowest(curve, 0.97) }
  expect(box.low).toBe(0.9)
  expect(lowest([{ threshold: 0, precision: 0.83, share: 1 }], 0.97)).toBe(0.8)
  expect([xOf(box, 0), xOf(box, 1), yOf(box, 1), yOf(box, 0.9)]).toEqual([40, 640, 10, 210])
  expect(targetAt(box, yOf(box, 0.972))).toBe(0.972)
  expect(line(box, curve).split(' ')[0]).toBe(`400.0,${yOf(box, 0.992).toFixed(1)}`)
  expect(ticks(0.9)).toEqual([0.9, 0.92, 0.94, 0.96, 0.98, 1])
  expect(ticks(0).length).toBeLessThanOrEqual(7)
})

it('counts a day by whole weeks', () => {
  const week = (routed: number) => ({ week: '2026-11-02', routed, auto: 0, returned: 0, mean_p: 0.9 })
  expect(perDay([week(9999), week(70), week(70), week(70), week(70), week(3)])).toBe(10)
  expect(perDay([week(3)])).toBe(0)
  expect(perDay([week(0), week(0), week(140), week(3)])).toBe(20)
  expect(begun([week(0), week(5), week(0)]).map((w) => w.routed)).toEqual([5, 0])
  expect(begun([])).toEqual([])
})

it('marks the telling words and loses none of the text', () => {
  const text = '暖气不热，暖气片漏水'
  const out = marks(text, [{ word: '暖气', weight: 0.4 }, { word: '暖气不热', weight: 0.9 }, { word: '漏水', weight: -0.3 }, { word: '', weight: 1 }])
  expect(out.map((m) => m.text).join('')).toBe(text)
  expect(out).toEqual([{ text: '暖气不热', weight: 0.9 }, { text: '，', weight: 0 }, { text: '暖气', weight: 0.4 }, { text: '片', weight: 0 }, { text: '漏水', weight: -0.3 }])
  expect(marks('', [{ word: 'a', weight: 1 }])).toEqual([])
  expect([0.9, 0.3, 0.1].map(wordShade)).toEqual([3, 2, 1])
})

it('speaks of a decile only where there are rows enough', () => {
  expect(isOff({ rows: 100, predicted: 0.9, observed: 0.86 })).toBe(true)
  expect(isOff({ rows: 99, predicted: 0.9, observed: 0.5 })).toBe(false)
  expect(isOff({ rows: 500, predicted: 0.9, observed: 0.88 })).toBe(false)
  expect(percent(0.8822)).toBe('88.2')
  expect([0.83, 0.796, 0.8].map(lineText)).toEqual(['0.83', '0.796', '0.8'])
})
