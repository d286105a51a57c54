import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TicketRow } from '@/api/types'
import type { Approval } from '@/domain/ladder'
import { i18n } from '@/i18n'
import ApprovalPanel from './ApprovalPanel.vue'
import TrendBars from './TrendBars.vue'

const row = { no: '20261120-0088', version: 4, title: '8 号楼暖气不热', lead: 'east', lead_name: '东城热力公司' } as TicketRow
const item: Approval = { kind: 'return', row, request: { at: '2026-11-20T07:00:00Z', by: '', reason: 'not_area', basis: '供热分区图第 12 片', due: '2026-11-20T08:00:00Z' } }
const global = { plugins: [i18n], stubs: { RouterLink: { template: '<a><slot /></a>' } } }

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})
afterEach(() => vi.unstubAllGlobals())

it('decides only with a reason and sends it once', async () => {
  const fetch = vi.fn(async () => new Response(JSON.stringify({ ...row, version: 5 }), { status: 200, headers: { 'Content-Type': 'application/json' } }))
  vi.stubGlobal('fetch', fetch)
  const panel = mount(ApprovalPanel, { props: { item }, global })
  expect(panel.text()).toContain('东城热力公司不计退单不当')
  expect(panel.get('[data-test=approval-yes]').attributes('disabled')).toBeDefined()
  await panel.get('[data-test=approval-reason]').setValue('分区图属实')
  await panel.get('[data-test=approval-no]').trigger('click')
  await panel.get('[data-test=approval-no]').trigger('click')
  await flushPromises()
  expect(fetch).toHaveBeenCalledTimes(1)
  const [url, init] = fetch.mock.calls[0] as unknown as [string, RequestInit]
  expect(url).toBe('/api/v1/tickets/20261120-0088/decide-return')
  expect(JSON.parse(String(init.body))).toEqual({ approve: false, reason: '分区图属实', version: 4 })
  expect(panel.emitted('decided')).toEqual([[false]])
})

it('keeps the reason when the decision is refused', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify({ code: 'conflict', title: '别人刚改过这件工单', status: 409 }), { status: 409, headers: { 'Content-Type': 'application/problem+json' } })))
  const panel = mount(ApprovalPanel, { props: { item }, global })
  await panel.get('[data-test=approval-reason]').setValue('分区图属实')
  await panel.get('[data-test=approval-yes]').trigger('click')
  await flushPromises()
  expect(panel.emitted('decided')).toBeUndefined()
  expect(panel.get('[data-test=error]').attributes('data-code')).toBe('conflict')
  expect((panel.get('[data-test=approval-reason]').element as HTMLInputElement).value).toBe('分区图属实')
})

it('draws the days from zero and says the most and now', () => {
  const chart = mount(TrendBars, { props: { history: [{ day: '2026-11-17', late: 15 }, { day: '2026-11-18', late: 0 }], now: 12 }, global })
  const heights = chart.findAll('rect').map((r) => Number(r.attributes('height')))
  expect(heights.map(Math.round)).toEqual([76, 0, 61])
  expect(chart.get('p').text()).toContain('最高 15 件（11-17）')
})
