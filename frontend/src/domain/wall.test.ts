import { expect, it } from 'vitest'
import { scaleFor, shadeOf, shades, townShort } from './wall'

it('shades by quantity', () => {
  const bounds = shades(15)
  expect(bounds).toEqual([4, 7, 10, 13])
  expect([0, 1, 3, 4, 9, 12, 13, 15].map((n) => shadeOf(n, bounds))).toEqual([1, 1, 1, 2, 3, 4, 5, 5])
  expect(shades(0)).toEqual([2, 3, 4, 5])
})

it('shortens townships and scales as a whole', () => {
  expect(['柳林镇', '新华街道', '开发区', '县城'].map(townShort)).toEqual(['柳林', '新华', '开发区', '县城'])
  expect(scaleFor(3840, 2160)).toBe(2)
  expect(scaleFor(1280, 1024)).toBeCloseTo(0.667, 2)
})
