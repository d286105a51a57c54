import { expect, it } from 'vitest'
import type { TicketEvent } from '@/api/types'
import { t } from '@/i18n'
import { eventLine } from './events'

const unit = (code: string | undefined) => ({ zjj: '区住建局' })[code ?? ''] ?? code ?? ''
const line = (kind: TicketEvent['kind'], data: TicketEvent['data'] = {}, actor: Partial<TicketEvent['actor']> = {}) =>
  eventLine(t, { seq: 1, kind, at: '', hash: '', data, actor: { id: 'x', name: '李**', role: 'liaison', ...actor } }, unit)

it('says who, what and in whose words', () => {
  expect(line('dispatched', { lead: 'zjj' }, { role: 'system', name: '' })).toMatchObject({ who: '系统', what: '派给 区住建局', minor: false, group: 'handle' })
  expect(line('merged', { other: '20261118-0001' }).what).toBe('并入 20261118-0001')
  expect(line('contacted', { reached: true, text: '下午上门' }, { unit: 'zjj' })).toMatchObject({ who: '区住建局 李**', what: '联系来电人，接通', quote: '下午上门', group: 'talk' })
  expect(line('accepted', {}, { unit: 'zjj', name: '区住建局 联络员' }).who).toBe('区住建局 联络员')
  expect(line('returned', { reason: 'not_duty', basis: '三定规定' }).quote).toBe('不属于本单位职责 · 三定规定')
  expect(line('reviewed', { yes: false, reason: '没写期限' })).toMatchObject({ what: '审核，退回', quote: '没写期限' })
  expect(line('called_back', { reached: true, satisfied: false }).what).toBe('回访，不满意')
  expect(line('revealed', { reason: '联系来电人' })).toMatchObject({ minor: true, group: 'look' })
})
it('shows an unknown kind as it is', () => expect(line('something_new' as TicketEvent['kind']).what).toBe('something_new'))
