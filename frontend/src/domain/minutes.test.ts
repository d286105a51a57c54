import { expect, test } from 'vitest'
import { minutesBody, minutesLack, newMinutes, wordsIn } from './minutes'

const invited = (unit: string, answer: '' | 'yes' | 'no') => ({ unit, unit_name: unit, answer })
const conference = { state: 'called' as const, begun: false, units: [invited('a', 'yes'), invited('b', 'no'), invited('c', '')], co_units: [], tasks: [], attended: [] }

test('those who come are taken as present, and what is missing is named', () => {
  const m = newMinutes({ conference })
  expect(m.attended).toEqual(['a'])
  expect(minutesLack(m)).toEqual(['lead', 'text'])
  expect(minutesLack({ ...m, lead: 'a', text: '议定', propose: true })).toEqual(['entry.name', 'entry.category', 'entry.words'])
  expect(minutesLack({ ...m, lead: 'a', text: ' ', attended: [] })).toEqual(['text', 'attended'])
})

test('keywords are separated by whatever people type', () => {
  expect(wordsIn('充电桩、电梯，充电桩 消防;通道')).toEqual(['充电桩', '电梯', '消防', '通道'])
  expect(wordsIn(' 、 ')).toEqual([])
})

test('the body names only units that are on the ticket, and only what was asked for', () => {
  const m = { ...newMinutes({ conference }), lead: 'a', co_units: ['b'], tasks: { a: ' 牵头 ', b: ' ', gone: '无关' }, text: ' 议定 ', due: '2026-12-01', name: '桩', category: '03', words: '充电桩' }
  expect(minutesBody(m)).toEqual({ lead: 'a', co_units: ['b'], text: '议定', attended: ['a'], tasks: [{ unit: 'a', text: '牵头' }], due: '2026-12-01T09:30:00.000Z' })
  expect(minutesBody({ ...m, propose: true })).toMatchObject({ entry: { name: '桩', category: '03', words: ['充电桩'], basis: '' } })
})
