import { expect, it } from 'vitest'
import type { PublicProgress } from '@/api/public'
import { t } from '@/i18n'
import { faceOf, line, stepText } from './progress'

const NOW = Date.parse('2026-11-20T08:38:00Z')
const steps = [
  { kind: 'registered', at: '2026-11-20T07:42:00Z', text: '已受理', done: true },
  { kind: 'contacted', at: '2026-11-20T08:38:00Z', text: '单位已联系您', done: true },
  { kind: 'replied', text: '办结答复', done: false, due: '2026-11-21T07:42:00Z' },
  { kind: 'closed', text: '热线回访', done: false },
]
const base: PublicProgress = { no: '20261120-0112', state: 'contacted', title: '室温不足', registered_at: '2026-11-20T07:42:00Z', unit_name: '惠民热力公司', steps, may_rate: false, may_append: true, may_withdraw: true, may_urge: true, may_follow: false }

it('shows the time left until the answer', () => {
  const face = faceOf(base, NOW)
  expect([face.kind, face.step?.kind, face.tone]).toEqual(['working', 'replied', ''])
  expect(face.rest).toBe((23 * 60 + 4) * 60_000)
  expect(faceOf(base, Date.parse('2026-11-21T08:00:00Z')).tone).toBe('late')
  expect(faceOf({ ...base, unit_name: undefined }, NOW).kind).toBe('waiting')
  expect(faceOf({ ...base, state: 'closed' }, NOW).kind).toBe('answered')
})

it('marks where it stands', () => {
  expect(line(steps).map((s) => s.mark)).toEqual(['', 'now', 'to', 'to'])
  expect(line(steps.slice(0, 2)).map((s) => s.mark)).toEqual(['', ''])
})

it('says whether a station was in time', () => {
  const done = { kind: 'accepted', text: '', done: true, at: '2026-11-20T07:51:00Z', due: '2026-11-20T08:12:00Z' }
  expect(stepText(t, done, '惠民热力公司')).toBe('单位已接单，按时')
  expect(stepText(t, { ...done, at: '2026-11-20T08:22:00Z' }, '')).toBe('单位已接单，超时 10 分')
  expect(stepText(t, { kind: 'dispatched', text: '', done: true }, '惠民热力公司')).toBe('派给惠民热力公司')
  expect(stepText(t, { kind: 'called', text: '', done: false }, '')).toBe('热线回访，请您评价')
})

it('says until when, not whether in time, where the date is a new one', () => {
  expect(stepText(t, { kind: 'extended', text: '', done: true, at: '2026-11-20T07:51:00Z', due: '2026-11-27T09:00:00Z' }, '')).toBe('办结时间延长')
  expect(stepText(t, { kind: 'dispatched', text: '', done: true, unit: '区住建局' }, '惠民热力公司')).toBe('派给区住建局')
})
