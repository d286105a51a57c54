import { expect, it } from 'vitest'
import type { Candidate, Suggestion } from '@/api/types'
import { planOf } from './useIntake'

const unit = (code: string, role: Candidate['role'], score: number): Candidate => ({ unit: code, unit_name: code, role, score, reasons: [] })
const found = (score: number, more: Partial<Suggestion> = {}): Suggestion => ({ candidates: [unit('a', 'lead', score), unit('b', 'lead', 0.1), unit('c', 'co', 0), unit('d', 'barred', 0)], duplicates: [], clocks: [], decision: score >= 0.8 ? 'auto' : 'triage', ...more })
const none = { lead: null, co_units: null }

it('follows the system while nothing is touched', () => {
  expect(planOf(none, found(0.98))).toEqual({ lead: 'a', co: ['c'], auto: true, needsReason: false })
  expect(planOf(none, found(0.77)).auto).toBe(false)
  expect(planOf(none, found(0.98, { decision: 'emergency' })).auto).toBe(false)
  expect(planOf(none, null)).toEqual({ lead: '', co: [], auto: false, needsReason: false })
})
it('takes the agent’s choice and asks why it is not the first', () => {
  expect(planOf({ lead: 'b', co_units: null }, found(0.77))).toEqual({ lead: 'b', co: ['c'], auto: true, needsReason: true })
  expect(planOf({ lead: 'a', co_units: [] }, found(0.77))).toEqual({ lead: 'a', co: [], auto: true, needsReason: false })
  expect(planOf({ lead: 'c', co_units: null }, found(0.77)).co).toEqual([])
})
