import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { MergeGroup } from '@/api/merges'
import type { Role } from '@/api/types'
import { useSession } from '@/stores/session'
import MergeDetail from './MergeDetail.vue'

const ticket = (serial: string) => ({ no: `20261123-${serial}`, title: serial, town: '', unit_name: '', state: 'dispatched' as const, registered_at: '2026-11-23T00:00:00Z' })
const member = (serial: string) => ({ ...ticket(serial), score: 0.9, hours: 1, same_caller: false })
const group: MergeGroup = { id: 'g', reason: '', master: { ...ticket('0001'), callers: 1 }, tickets: ['0002', '0003', '0004'].map(member) }

/** What was posted, as "number/action into"; numbers in `refused` are answered with a conflict. */
const posted: string[] = []
let refused: string[] = []
const server = vi.fn<typeof fetch>(async (url, init) => {
  const [, no = '', action = ''] = /tickets\/([\d-]+)\/?(\w*)/.exec(String(url)) ?? []
  if (init?.method !== 'POST') return json(200, { no, text: `words of ${no}` })
  posted.push(`${no.slice(-4)}/${action} ${String((JSON.parse(String(init.body)) as { into?: string }).into ?? '').slice(-4)}`.trim())
  return refused.includes(no.slice(-4)) ? json(409, { status: 409, code: 'conflict', detail: '别人刚改过' }) : json(200, { no })
})
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

beforeEach(() => { setActivePinia(createPinia()); vi.stubGlobal('fetch', server) })
afterEach(() => { posted.length = 0; refused = []; vi.unstubAllGlobals(); document.body.innerHTML = '' })

function open(role: Role = 'dispatcher') {
  useSession().user = { name: 'x', username: 'x', role, unit: '' }
  const wrapper = mount(MergeDetail, { props: { group }, global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } }, attachTo: document.body })
  const at = (test: string) => wrapper.get(`[data-test=${test}]`)
  const row = (serial: string) => wrapper.get(`[data-test=merge-member][data-no="20261123-${serial}"]`)
  return { wrapper, at, row }
}

it('merges what is ticked and says what it will do', async () => {
  const { wrapper, at, row } = open()
  await row('0003').get('[data-test=tick]').setValue(false)
  expect(at('merge-all').text()).toContain('并入 1123-0001（2 件）')
  expect(at('merge-says').text()).toContain('单独回访')
  await at('merge-all').trigger('click')
  await flushPromises()
  expect(posted).toEqual(['0002/merge 0001', '0004/merge 0001'])
  expect(wrapper.emitted('merged')).toEqual([[['20261123-0002', '20261123-0004'], '20261123-0001', true]])
  expect(wrapper.emitted('settled')).toHaveLength(1)
  wrapper.unmount()
})
it('says at its place what could not be merged, and stays', async () => {
  refused = ['0003']
  const { wrapper, at, row } = open()
  await at('merge-all').trigger('click')
  await flushPromises()
  expect(posted).toHaveLength(3)
  expect(row('0003').get('[data-test=member-fault]').text()).toBe('没有并入：别人刚改过')
  expect(wrapper.emitted('settled')).toBeUndefined()
  wrapper.unmount()
})
it('takes another ticket as the master', async () => {
  const { wrapper, at, row } = open()
  await row('0003').get('[data-test=as-master]').trigger('click')
  await at('merge-all').trigger('click')
  await flushPromises()
  expect(posted).toEqual(['0001/merge 0003', '0002/merge 0003', '0004/merge 0003'])
  wrapper.unmount()
})
it('moves, ticks and reads by keys, and lets a supervisor only look', async () => {
  const { wrapper, at, row } = open('supervisor')
  const press = (key: string) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  press('j')
  press('j')
  await nextTick()
  expect(document.activeElement).toBe(row('0003').get('[data-test=tick]').element)
  press('o')
  await flushPromises()
  expect(row('0003').get('[data-test=member-words]').text()).toBe('words of 20261123-0003')
  expect(at('merge-all').attributes('disabled')).toBeDefined()
  press('x')
  expect(wrapper.emitted('dismiss')).toHaveLength(1)
  wrapper.unmount()
})
