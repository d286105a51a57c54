import { describe, expect, it } from 'vitest'
import type { Life } from '@/api/docket'
import { deadline, nextStep, shortHash, steps, tooEarly } from './docket'

const life = (change: Partial<Life>): Life => ({
  stage: 'objection', ended: true, objection: { from: '2026-11-15T16:00:00Z', until: '2026-11-20T09:30:00Z', open: true },
  snapshot_hash: 'aa', editions: [], appeals: { open: 0, upheld: 0, rejected: 0 }, exclusions: 0, ...change,
})
const at = (s: string) => Date.parse(s)

describe('docket', () => {
  it('marks only the running step', () => {
    expect(steps(life({ stage: 'running' })).map((s) => s.now)).toEqual([true, false, false, false])
    expect(steps(life({})).map((s) => (s.done ? 'd' : s.now ? 'n' : '-')).join('')).toBe('ddn-')
    expect(steps(life({ stage: 'published' })).every((s) => s.done && !s.now)).toBe(true)
  })
  it('counts down only while something runs', () => {
    expect(deadline(life({}), at('2026-11-20T07:42:00Z'))).toBe(at('2026-11-20T09:30:00Z'))
    expect(deadline(life({}), at('2026-11-20T09:30:00Z'))).toBeNull()
    expect(deadline(life({ stage: 'draft' }), at('2026-11-14T00:00:00Z'))).toBe(at('2026-11-15T16:00:00Z'))
    expect(deadline(life({ stage: 'published' }), 0)).toBeNull()
  })
  it('offers one step', () => {
    expect(nextStep(life({ stage: 'running', ended: false }))).toBeNull()
    expect(nextStep(life({ stage: 'running' }))).toBe('draft')
    expect(nextStep(life({}))).toBe('close')
    expect(nextStep(life({ stage: 'published' }))).toBe('correct')
    expect(nextStep(life({ stage: 'published', snapshot_hash: undefined }))).toBeNull()
  })
  it('wants a reason while units may object or wait', () => {
    expect(tooEarly(life({}), at('2026-11-20T09:29:00Z'))).toBe(true)
    expect(tooEarly(life({}), at('2026-11-20T09:30:00Z'))).toBe(false)
    expect(tooEarly(life({ appeals: { open: 1, upheld: 0, rejected: 0 } }), at('2026-11-22T00:00:00Z'))).toBe(true)
  })
  it('shortens a hash', () => expect(shortHash('54611606aab0a2c5')).toBe('5461·1606·aab0'))
})
