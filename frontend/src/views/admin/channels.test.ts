import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Channel, Channels, Delivery } from '@/api/channels'
import { eventGroups, fate, reasonText } from '@/domain/channels'
import { useSession } from '@/stores/session'
import ChannelForm from './ChannelForm.vue'
import DeliveryRows from './DeliveryRows.vue'

const fetched = vi.fn<typeof fetch>()
beforeEach(() => { setActivePinia(createPinia()); vi.stubGlobal('fetch', fetched) })
afterEach(() => { fetched.mockReset(); vi.unstubAllGlobals() })
const answer = (status: number, body: unknown) => fetched.mockResolvedValueOnce(new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } }))
const sent = () => JSON.parse(String(fetched.mock.calls.at(-1)![1]?.body)) as Record<string, unknown>

const all: Channels = { items: [], kinds: [{ kind: 'webhook', ready: true }, { kind: 'wecom', ready: true }, { kind: 'email', ready: false }], events: ['dispatched', 'overdue', 'brand_new'] }
const hook: Channel = {
  id: 'c1', name: '值班系统', kind: 'webhook', scope: '', host: 'https://a.example.com', hint: '0001', secret: true, addresses: [], events: ['overdue'], always: false,
  quiet: { from: '', to: '', urgent: true }, group: 0, active: true, created_at: '2026-11-22T00:00:00Z', by: 'admin', waiting: 0, dead: 0,
}
const form = (channel: Channel | null) => {
  useSession().user = { role: 'admin' } as never
  return mount(ChannelForm, { props: { channel, all } })
}

it('leaves an address and a secret as they were unless they are typed anew', async () => {
  const page = form(hook)
  expect(page.text()).toContain('已设置：a.example.com …0001，留空不变')
  expect(page.get('[data-test=channel-secret]').attributes('placeholder')).toBe('已设置，留空不变')
  answer(200, hook)
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(sent()).toEqual({ name: '值班系统', scope: '', events: ['overdue'], quiet: { from: '', to: '', urgent: true }, group: 0, always: false })
  await page.get('[data-test=secret-clear]').setValue(true)
  answer(200, hook)
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(sent()).toMatchObject({ secret: '' })
  page.unmount()
})

it('has the fields of its kind, says what is not set up, and puts a fault where it belongs', async () => {
  const page = form(null)
  expect(page.find('[data-test=channel-secret]').exists(), 'this robot signs nothing').toBe(false)
  await page.get('[data-test=channel-kind]').setValue('email')
  expect(page.find('[data-test=channel-url]').exists()).toBe(false)
  expect(page.find('[data-test=not-ready]').exists()).toBe(true)
  await page.get('[data-test=channel-name]').setValue('邮箱')
  await page.get('[data-test=channel-addresses]').setValue('a@example.com\nb@example.com')
  answer(422, { code: 'invalid', errors: [{ field: 'addresses', message: '不是邮箱地址' }] })
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(sent()).toMatchObject({ kind: 'email', addresses: ['a@example.com', 'b@example.com'], active: true })
  expect(page.get('[data-test=channel-addresses]').attributes('aria-invalid')).toBe('true')
  page.unmount()
})

it('keeps a test and its outcome in place', async () => {
  const page = form(hook)
  answer(200, { ok: false, status: 500, reason: 'status_500', millis: 35 })
  await page.get('[data-test=channel-test]').trigger('click')
  await flushPromises()
  expect(page.get('[data-test=channel-test-result]').text()).toBe('没有送到：对方系统出错（500），用时 35 毫秒')
  page.unmount()
})

it.each([['status_401', '对方不认密钥或签名（401）'], ['status_422', '对方不收（422）'], ['status_503', '对方系统出错（503）'], ['errcode_93000', '机器人返回错误 93000'], ['smtp_550', '邮件服务器不收（550）'], ['refused', '对方拒绝连接'], ['strange', 'strange']])('says why: %s', (reason, want) => {
  expect(reasonText(reason)).toBe(want)
})

const now = Date.parse('2026-11-22T12:00:00Z')
const delivery = (more: Partial<Delivery>): Delivery => ({ id: 'd1', channel: 'c1', channel_name: '值班系统', kind: 'webhook', recipient: 'unit:rl', unit_name: '热力公司', no: '20261122-0001', title: '暖气不热', notice: 'dispatched', state: 'waiting', attempts: 2, created_at: '2026-11-22T11:58:00Z', due: '2026-11-22T12:05:00Z', ...more })

it('tells what happens next, or why nothing does', () => {
  const last = { at: '2026-11-22T11:59:00Z', status: 500, reason: 'status_500', millis: 12 }
  expect(fate(delivery({ last }), now)).toBe('对方系统出错（500），20:05 再送')
  expect(fate(delivery({ reason: 'quiet', due: '2026-11-22T23:00:00Z' }), now)).toBe('免打扰中，明天 07:00 送')
  expect(fate(delivery({ state: 'dead', reason: 'too_old', last }), now)).toBe('试了 24 小时没有送到：对方系统出错（500）')
  expect(fate(delivery({ state: 'dropped', reason: 'acked' }), now)).toBe('工作台已签收，不需要送')
})

it('chooses dead letters one by one or all, and opens a row', async () => {
  const rows = [delivery({ state: 'dead', reason: 'timeout' }), delivery({ id: 'd2', state: 'dead', reason: 'timeout' })]
  const page = mount(DeliveryRows, { props: { rows, state: 'dead', now, chosen: '', modelValue: [] }, global: { stubs: { RouterLink: true } } })
  await page.get('[data-test=pick-all]').setValue(true)
  expect(page.emitted('update:modelValue')).toEqual([[['d1', 'd2']]])
  await page.get('[data-test=delivery-open]').trigger('click')
  expect(page.emitted('open')![0]).toEqual(['d1'])
  page.unmount()
})

it('loses no kind of notice that the page does not know yet', () => {
  expect(eventGroups(all.events).map((g) => [g.name, g.kinds])).toEqual([['work', ['dispatched']], ['time', ['overdue']], ['other', ['brand_new']]])
})
