import { expect, it } from 'vitest'
import { dateTimeText, monthDayText, monthsBack, monthText, stamp } from './date'

it('writes dates of the district', () => {
  const at = Date.parse('2026-11-20T07:42:00Z')
  expect(dateTimeText(at)).toBe('2026年11月20日 星期五 15:42')
  expect(monthDayText(Date.parse('2026-11-20T16:30:00Z'))).toBe('11月21日')
  expect(monthText('2026-10')).toBe('2026年10月')
  expect(stamp('2026-11-20T16:30:00Z')).toBe('11-21 00:30')
})

it.each([[0, '2026-01'], [1, '2025-12'], [13, '2024-12']])('goes %i months back', (n, want) => {
  expect(monthsBack(Date.parse('2026-01-31T16:30:00Z') - 86_400_000, n)).toBe(want)
})
