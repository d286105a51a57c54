import { expect, it } from 'vitest'
import type { Similar } from '@/api/types'
import { t } from '@/i18n'
import { farText, outcomeText, returnedFirst } from './similar'

it('says how far apart two places are', () => {
  expect([undefined, 0, 80, 999, 1240].map((m) => farText(t, m))).toEqual(['', '不到 10 米', '80 米', '999 米', '1.2 公里'])
})
it('says how an earlier ticket ended, with the unit where it is known', () => {
  expect(outcomeText(t, { outcome: 'redispatched', unit_name: '区水务局' })).toBe('退单后改派区水务局')
  expect(outcomeText(t, { outcome: 'redispatched', unit_name: '区水务局' }, true)).toBe('退单后改派区水务局')
  expect(outcomeText(t, { outcome: 'open', unit_name: '区水务局' })).toBe('区水务局在办')
  expect(outcomeText(t, { outcome: 'open', unit_name: '区水务局' }, true)).toBe('在办')
  expect(outcomeText(t, { outcome: 'kept', unit_name: '' })).toBe('办结，没有退')
})
it('puts what came back first and names nothing twice', () => {
  const s = (no: string, outcome: Similar['outcome']) => ({ no, title: no, outcome, unit_name: '', registered_at: '' })
  expect(returnedFirst([s('1', 'kept'), s('2', 'returned'), s('1', 'returned'), s('3', 'redispatched')]).map((x) => x.no)).toEqual(['2', '1', '3'])
})
