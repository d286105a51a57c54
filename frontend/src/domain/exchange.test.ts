import { expect, test } from 'vitest'
import { hookGroups, readLines, writeLines } from './exchange'

test('every event stands in one group; one that is new to the page stands last', () => {
  expect(hookGroups(['closed', 'registered', 'exploded'])).toEqual([{ name: 'received', kinds: ['registered'] }, { name: 'ended', kinds: ['closed'] }, { name: 'other', kinds: ['exploded'] }])
})

test('a table of codes is read and written as lines', () => {
  expect(readLines('01 = heat\n\n 投诉=complaint ')).toEqual({ map: { '01': 'heat', 投诉: 'complaint' } })
  expect(writeLines({ b: '2', a: '1' })).toBe('a = 1\nb = 2')
  expect(readLines('a = 1\nb').bad).toBe(2)
  expect(readLines('= 1').bad).toBe(1)
  expect(readLines('a =').bad).toBe(1)
})
