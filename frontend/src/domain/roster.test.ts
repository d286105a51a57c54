import { expect, it } from 'vitest'
import { localMs, mondayOf, peopleOf, piecesOf, plusDays, shiftOf, weekOf } from './roster'

it('knows the week of a local moment', () => {
  expect(mondayOf(Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-16')
  expect(mondayOf(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23')
  expect(weekOf('2026-12-28')).toContain('2027-01-03')
  expect(plusDays('2026-03-01', -1)).toBe('2026-02-28')
  expect(new Date(localMs('2026-11-23', '08:30')).toISOString()).toBe('2026-11-23T00:30:00.000Z')
})
it('cuts a stretch at midnight', () => {
  const night = { id: '1', user: 'b', from: '2026-11-23T10:00:00Z', to: '2026-11-23T17:00:00Z' }
  expect(piecesOf([night], '2026-11-23')).toEqual([{ spell: night, from: '18:00', to: '24:00', begun: false, goesOn: true }])
  expect(piecesOf([night], '2026-11-24')).toEqual([{ spell: night, from: '00:00', to: '01:00', begun: true, goesOn: false }])
  expect(piecesOf([night], '2026-11-25')).toEqual([])
})
it('an end not behind its start is the next day', () => {
  expect(shiftOf({ date: '2026-11-23', from: '18:00', to: '01:00', lastDate: '' })).toEqual({ from: '2026-11-23T10:00:00.000Z', to: '2026-11-23T17:00:00.000Z' })
  expect(shiftOf({ date: '2026-11-23', from: '00:00', to: '24:00', lastDate: '2026-11-25' }).to).toBe('2026-11-25T16:00:00.000Z')
})
it('shows those who only stand on the roster too', () => {
  expect(peopleOf([{ user: 'a', name: '甲' }], [{ user: 'a', from: '', to: '' }, { user: 'x', name: '已离职', from: '', to: '' }]).map((p) => p.user)).toEqual(['a', 'x'])
})
