import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { h, nextTick } from 'vue'
import type { Ticket } from '@/api/types'
import ActionForm from './ActionForm.vue'
import PersonField from './PersonField.vue'
import TicketList from './TicketList.vue'

const fetched = vi.fn<typeof fetch>()
const answer = (status: number, body: unknown) =>
  fetched.mockResolvedValueOnce(new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } }))
const sent = () => JSON.parse(String(fetched.mock.calls.at(-1)![1]?.body)) as Record<string, unknown>
const press = (key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))

beforeEach(() => { setActivePinia(createPinia()); localStorage.clear(); vi.stubGlobal('fetch', fetched) })
afterEach(() => { fetched.mockReset(); vi.unstubAllGlobals(); document.body.innerHTML = '' })

const caller = { name: '张**', phone: '138****1234', masked: true, anonymous: false, confidential: false, wants_reply: true }
const ticket = (more: object = {}) => ({ no: '20261123-0043', version: 3, lead: 'zjj', actions: ['reveal'], caller, ...more }) as unknown as Ticket

describe('PersonField', () => {
  it('has nothing personal in the page until a reason was given, and forgets it on hide', async () => {
    const wrapper = mount(PersonField, { props: { ticket: ticket(), field: 'phone' }, attachTo: document.body })
    expect(wrapper.text()).toBe('138****1234')
    await wrapper.get('[data-test=reveal]').trigger('click')
    const pop = document.querySelector<HTMLFormElement>('[data-test=reveal-pop]')!
    expect(pop.querySelectorAll('input[type=radio]')).toHaveLength(3)
    expect(document.body.innerHTML).not.toContain('13800001234')
    answer(200, ticket({ caller: { ...caller, phone: '13800001234', masked: false } }))
    pop.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
    expect(sent()).toEqual({ reason: '联系来电人' })
    expect(wrapper.text()).toContain('13800001234')
    expect(document.querySelector('[data-test=reveal-pop]')).toBeNull()
    await wrapper.get('[data-test=hide]').trigger('click')
    expect(document.body.innerHTML).not.toContain('13800001234')
    wrapper.unmount()
  })
  it('has no eye for those who may not look', () => {
    const wrapper = mount(PersonField, { props: { ticket: ticket({ actions: [] }), field: 'phone' } })
    expect(wrapper.find('[data-test=reveal]').exists()).toBe(false)
    wrapper.unmount()
  })
})

describe('ActionForm', () => {
  it('says what is missing in its place and sends what was answered', async () => {
    const wrapper = mount(ActionForm, { props: { ticket: ticket(), action: 'review' }, attachTo: document.body })
    await wrapper.get('[data-test=field-pass-no]').setValue()
    await wrapper.get('form').trigger('submit')
    expect(fetched).not.toHaveBeenCalled()
    expect(wrapper.get('[data-test=field-reason]').attributes('aria-invalid')).toBe('true')
    await wrapper.get('[data-test=field-reason]').setValue('没有写明期限')
    answer(200, ticket({ version: 4 }))
    press('Enter', { ctrlKey: true })
    await flushPromises()
    expect(sent()).toEqual({ pass: false, reason: '没有写明期限', version: 3 })
    expect(wrapper.emitted('done')).toHaveLength(1)
    wrapper.unmount()
  })
  it('shows a fault of the server at its field and keeps the words', async () => {
    const wrapper = mount(ActionForm, { props: { ticket: ticket(), action: 'extend' } })
    await wrapper.get('[data-test=field-reason]').setValue('等配件')
    answer(422, { status: 422, code: 'invalid', title: '', detail: '', errors: [{ field: 'days', message: '最多 10 个工作日' }] })
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('最多 10 个工作日')
    expect((wrapper.get('[data-test=field-reason]').element as HTMLTextAreaElement).value).toBe('等配件')
    wrapper.unmount()
  })
})

describe('TicketList', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({ no: String(i) }))
  it('keeps only the rows in sight in the page, counts groups, and moves by keys', async () => {
    const wrapper = mount(TicketList<{ no: string }>, {
      props: { rows, label: 'l', group: (r: { no: string }) => (Number(r.no) < 3 ? 'first' : 'rest') },
      slots: { default: ({ row }: { row: { no: string } }) => h('i', row.no) },
      attachTo: document.body,
    })
    await nextTick()
    const shown = wrapper.findAll('[role=option]')
    expect(shown.length).toBeGreaterThan(10)
    expect(shown.length).toBeLessThan(60)
    expect(wrapper.findAll('.gh').map((g) => g.text())).toEqual(['first3', 'rest997'])
    expect(shown[0]!.attributes('aria-setsize')).toBe('1000')
    press('ArrowDown')
    press('ArrowDown')
    press('Enter')
    await nextTick()
    expect(wrapper.emitted('open')).toEqual([['1']])
    await shown[4]!.trigger('click')
    expect(wrapper.emitted('open')![1]).toEqual(['4'])
    wrapper.unmount()
  })
})
