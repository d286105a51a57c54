import { expect, it } from 'vitest'
import type { PublicProgress } from '@/api/public'
import { faceOf, line } from './progress'

const NOW = Date.parse('2026-11-20T08:38:00Z')
const steps = [
  { kind: 'registered', at: '2026-11-20T07:42:00Z', text: '已受理', done: true },
  { kind: 'contacted', at: '2026-11-20T08:38:00Z', text: '单位已联系您', done: true },
  { kind: 'resolve', text: '办结答复', done: false, due: '2026-11-21T07:42:00Z' },
  { kind: 'callback', text: '热线回访', done: false },
]
const base: PublicProgress = { no: '20261120-0112', state: 'contacted', title: '室温不足', registered_at: '2026-11-20T07:42:00Z', unit_name: '惠民热力公司', steps, may_rate: false }

it('shows the time left until the answer', () => {
  const face = faceOf(base, NOW)
  expect([face.kind, face.step?.kind, face.tone]).toEqual(['working', 'resolve', ''])
  expect(face.rest).toBe((23 * 60 + 4) * 60_000)
  expect(faceOf(base, Date.parse('2026-11-21T08:00:00Z')).tone).toBe('late')
  expect(faceOf({ ...base, unit_name: undefined }, NOW).kind).toBe('waiting')
  expect(faceOf({ ...base, state: 'closed' }, NOW).kind).toBe('answered')
})

it('marks where it stands', () => {
  expect(line(steps).map((s) => s.mark)).toEqual(['', 'now', 'to', 'to'])
  expect(line(steps.slice(0, 2)).map((s) => s.mark)).toEqual(['', ''])
})
