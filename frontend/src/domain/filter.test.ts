import { expect, it } from 'vitest'
import { readFilter, withFilter } from './filter'

it('reads the known parts of a URL', () => {
  expect(readFilter({ late: '1', clock: 'accept', x: 'y', q: '', state: ['a', 'b'] })).toEqual({ late: '1', clock: 'accept' })
})
it('changes one part', () => {
  expect(withFilter({ q: 'a' }, 'town', 'x')).toEqual({ q: 'a', town: 'x' })
  expect(withFilter({ q: 'a', town: 'x' }, 'town', '')).toEqual({ q: 'a' })
})
it('forgets the window of an issue with the issue', () => {
  expect(withFilter({ issue: 'h1', window: '7', part: 'late', town: 'x' }, 'issue', '')).toEqual({ town: 'x' })
  expect(withFilter({ issue: 'h1', window: '7' }, 'town', 'x')).toEqual({ issue: 'h1', window: '7', town: 'x' })
})
