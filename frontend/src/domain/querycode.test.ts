import { expect, it } from 'vitest'
import { isNo, isPhone, misread, plainCode, plainNo, shownCode } from './querycode'

it('reads a code however it was typed', () => {
  expect(plainCode(' 7k3-9qf ')).toBe('7K39QF')
  expect(shownCode('7K39QF')).toBe('7K3-9QF')
})

it.each([['7K3-9OF', { wrong: 'O', likely: 'Q' }], ['1K39QF', { wrong: '1', likely: 'L' }], ['7K39QF', null]])('finds the misread letter in %s', (typed, want) => {
  expect(misread(typed)).toEqual(want)
})

it.each([['202611200112', '20261120-0112'], ['20261120—0112', '20261120-0112'], ['2026', '2026']])('reads the number %s', (typed, want) => {
  expect(plainNo(typed)).toBe(want)
})

it('knows a number and a telephone', () => {
  expect([isNo('20261120-0112'), isNo('20261120-01')]).toEqual([true, false])
  expect([isPhone('138 0000 1234'), isPhone('022-12345678'), isPhone('王女士'), isPhone('123')]).toEqual([true, true, false, false])
})
