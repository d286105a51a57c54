import { expect, it } from 'vitest'
import type { Clock, TicketEvent, TicketRow } from '@/api/types'
import { t } from '@/i18n'
import { approvals, requestFace, sumText, told, unitsText, worstClock } from './ladder'

const NOW = Date.parse('2026-11-20T07:42:00Z')
const clock = (kind: Clock['kind'], due: string, met?: string): Clock => ({ kind, start: '2026-11-19T00:00:00Z', due, met_at: met, state: met ? 'met' : 'running', steps: 0 })

it('takes the clock that is late longest', () => {
  const clocks = [clock('accept', '2026-11-19T01:00:00Z', '2026-11-19T00:30:00Z'), clock('contact', '2026-11-20T06:00:00Z'), clock('resolve', '2026-11-20T05:00:00Z'), clock('return', '2026-11-18T05:00:00Z')]
  expect(worstClock({ clocks, current: 'contact' }, NOW)?.kind).toBe('resolve')
  expect(worstClock({ clocks: [clock('accept', '2026-11-21T00:00:00Z')], current: 'accept' }, NOW)?.kind).toBe('accept')
  expect(worstClock({ clocks: [], current: undefined }, NOW)).toBeUndefined()
})

it('writes the sum only where it holds', () => {
  expect(sumText(t, { late: 12, levels: [6, 3, 2, 1, 0, 0, 0] })).toBe('超时 12 件 = 提醒 6 + 催办 3 + 书面通报 2 + 挂牌督办 1')
  expect(sumText(t, { late: 9, levels: [6, 3, 2, 0, 0, 0, 0] })).toBe('超时 9 件 · 提醒 6 · 催办 3 · 书面通报 2')
  expect(sumText(t, { late: 0, levels: [0, 0, 0, 0, 0, 0, 0] })).toBe('超时 0 件')
})

it('tells what was done', () => {
  const event = (kind: TicketEvent['kind'], data: TicketEvent['data']): TicketEvent => ({ seq: 1, kind, at: '2026-11-18T02:00:00Z', actor: { id: '', name: '', role: 'system' }, data, hash: '' })
  expect(told(t, [event('viewed', {}), event('escalated', { level: 1 }), event('letter_issued', { level: 1, letter_kind: 'urge' }), event('letter_received', { letter: 1 }), event('supervised', { level: 3, reason: '25 日前拆除' })])).toEqual(['11-18 催办，已读', '11-18 挂牌督办：25 日前拆除'])
})

it('sorts requests by their own clock', () => {
  const row = (no: string, due: string, kind: 'return' | 'extension') => ({ no, overlays: { [kind]: { at: '2026-11-20T07:00:00Z', by: '', reason: '', due } } }) as unknown as TicketRow
  const list = approvals([row('a', '2026-11-20T08:00:00Z', 'return')], [row('b', '2026-11-20T07:47:00Z', 'extension'), row('c', '2026-11-20T09:00:00Z', 'return')])
  expect(list.map((x) => x.row.no)).toEqual(['b', 'a'])
  expect(requestFace(t, list[0]!.request, NOW)).toMatchObject({ tone: 'soon', words: '还剩 5 分' })
})

it('names the units', () => {
  expect(unitsText(t, ['石桥镇', '永丰镇', '区交通局'])).toBe('石桥镇 等 3 家')
  expect(unitsText(t, ['石桥镇'])).toBe('石桥镇')
})
