import { expect, it } from 'vitest'
import { answersBody, callGroup, lacking, noAnswers, outcome } from './calls'

const NOW = Date.parse('2026-11-23T02:00:00Z')

it('calls the unhappy first and the missed later', () => {
  const rating = { resolved: true, satisfied: false, at: '' }
  expect(callGroup({ rating }, NOW)).toBe('first')
  expect(callGroup({ rating: { ...rating, satisfied: true } }, NOW)).toBe('now')
  expect(callGroup({ next_call: { after: '2026-11-23T06:00:00Z', part: 'afternoon' } }, NOW)).toBe('later')
  expect(callGroup({ next_call: { after: '2026-11-23T01:00:00Z', part: 'morning' } }, NOW)).toBe('now')
})

it('asks only what the call has to say', () => {
  const a = { ...noAnswers(), reached: true, contacted: true, resolved: false }
  expect(lacking(noAnswers())).toEqual(['reached'])
  expect(lacking({ ...noAnswers(), reached: false })).toEqual([])
  expect(lacking(a)).toEqual(['satisfied'])
  expect(lacking({ ...a, satisfied: false })).toEqual(['code', 'reason'])
  expect([outcome(a), outcome({ ...a, satisfied: true }), outcome({ ...a, satisfied: false, code: 'slow' }), outcome({ ...a, satisfied: false, code: 'outside' }), outcome({ ...noAnswers(), reached: false })])
    .toEqual([null, 'willClose', 'willRedo', 'willClose', 'willWait'])
  expect(answersBody({ ...a, reached: false, reason: ' 关机 ' })).toEqual({ reached: false, reason: '关机' })
  expect(answersBody({ ...a, satisfied: true, code: 'slow' })).not.toHaveProperty('code')
})
