import { expect, it } from 'vitest'
import type { Overlays, TicketRow } from '@/api/types'
import { t } from '@/i18n'
import { rate } from './number'
import { nextStep, steps } from './steps'
import { edge, kindText, rowTag, stateText } from './ticket'

const plain: Overlays = { overdue: false, returns: 0, redo: 0, level: 0, urges: 0, difficult: false, designated: false, dispatches: 1, merged: 0, heat: 1, deemed: false, ping_pong: false, conference: '' }
const request = { at: '', by: '', reason: '', due: '' }
const row = (over: Partial<Overlays> = {}, more: Partial<TicketRow> = {}) =>
  ({ state: 'contacted', type: 'help', urgency: 'utility', category_name: '供热', co_units: [], overlays: { ...plain, ...over }, ...more }) as TicketRow

it.each([
  [row(), ''], [row({ urges: 1, merged: 6 }), '催办'], [row({ merged: 6 }), '并 6 件'], [row({ redo: 1 }), '重办'], [row({ return: request, urges: 3 }), '退单中'],
  [row({ level: 3, urges: 1 }), '督办'], [row({}, { upstream: { platform: 'c', no: '1' } }), '市转'], [row({}, { lead: 'x', co_units: ['me'] }), '协办'],
])('shows the most important tag %#', (value, tag) => expect(rowTag(t, value, 'me')).toBe(tag))

it('names state, kind and edge', () => {
  expect(stateText(t, row())).toBe('办理中')
  expect(stateText(t, row({ return: request }))).toBe('已派 · 申请退单')
  expect(stateText(t, row({ extension: request }))).toBe('办理中 · 申请延期')
  expect(kindText(t, row())).toBe('民生保障 · 供热 · 求助')
  expect([edge('life'), edge('utility'), edge('general')]).toEqual(['life', 'liv', ''])
})
it('shows a rate with two decimals and none without counts', () => {
  expect(rate(119, 121)).toBe('98.35%')
  expect(rate(0, 0)).toBe('—')
})
it('finds the one next step of a role by where the ticket stands and what the server allows', () => {
  const ticket = (state: string, actions: string[], more: object = {}) => ({ state, actions, overlays: plain, lead: 'me', parts: [], clocks: [], ...more }) as never
  const every = ['accept', 'contact', 'reply', 'part', 'review', 'callback', 'dispatch', 'decide-return', 'note']
  expect(nextStep('liaison', ticket('dispatched', every), 'me')).toBe('accept')
  expect(nextStep('liaison', ticket('accepted', every), 'me')).toBe('contact')
  expect(nextStep('liaison', ticket('contacted', every), 'me')).toBe('reply')
  expect(nextStep('liaison', ticket('accepted', every, { clocks: [{ kind: 'contact', unit: 'me', state: 'waived' }] }), 'me')).toBe('reply')
  expect(nextStep('liaison', ticket('contacted', ['note']), 'me')).toBeNull()
  const help = (state: string) => ticket('contacted', every, { lead: 'other', parts: [{ unit: 'me', role: 'co', state }] })
  expect([help('waiting'), help('accepted'), help('done')].map((x) => nextStep('liaison', x, 'me'))).toEqual(['accept', 'part', null])
  expect(nextStep('dispatcher', ticket('dispatched', every, { overlays: { ...plain, return: request } }))).toBe('decide-return')
  expect(nextStep('dispatcher', ticket('registered', every))).toBe('dispatch')
  expect(nextStep('agent', ticket('registered', every))).toBeNull()
  expect(nextStep('agent', ticket('reviewed', every))).toBe('callback')
  expect(steps('liaison', ticket('dispatched', every), 'me').beside).toContain('return')
  expect(steps('supervisor', ticket('replied', ['review', 'supervise', 'terminate'])).more).toEqual(['supervise', 'terminate'])
})
