import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Model } from '@/api/model'
import ModelTarget from './ModelTarget.vue'

const fetched = vi.fn<typeof fetch>()
beforeEach(() => { setActivePinia(createPinia()); vi.stubGlobal('fetch', fetched) })
afterEach(() => { fetched.mockReset(); vi.unstubAllGlobals() })

const curve = [{ threshold: 0.5, precision: 0.95, share: 0.97 }, { threshold: 0.83, precision: 0.971, share: 0.882 }, { threshold: 0.95, precision: 0.985, share: 0.782 }]
const week = (routed: number) => ({ week: '2026-11-02', routed, auto: 0, returned: 0, mean_p: 0.9 })
const model = (more: Partial<Model> = {}): Model => ({ target: 0.97, curve, at_target: curve[1], weeks: [week(70), week(70), week(3)], ...more }) as unknown as Model
const page = (m = model()) => mount(ModelTarget, { props: { model: m } })
const text = (wrapper: ReturnType<typeof page>, name: string) => wrapper.get(`[data-test=${name}]`).text()

it('shows what a target does before it is saved', async () => {
  const wrapper = page()
  expect(text(wrapper, 'target-effect')).toContain('自动派单线 0.83')
  expect(wrapper.find('[data-test=target-save]').exists()).toBe(false)
  await wrapper.get('[data-test=target-number]').setValue('98')
  expect(text(wrapper, 'target-effect')).toBe('这个目标下：自动派单线 0.95，派对约 98.5 %，自动派出约 78.2 %。')
  expect(wrapper.get('.save').text()).toContain('少 10.0 个百分点，每天约 1 件改由人派')
  expect(fetched).not.toHaveBeenCalled()
  await wrapper.get('[data-test=target-undo]').trigger('click')
  expect(text(wrapper, 'target-effect')).toContain('自动派单线 0.83')
  wrapper.unmount()
})

it('says when no line keeps the target, and stays within the bounds', async () => {
  const wrapper = page()
  await wrapper.get('[data-test=target-number]').setValue('120')
  expect((wrapper.get('[data-test=target-number]').element as HTMLInputElement).value).toBe('99.9')
  expect(text(wrapper, 'target-effect')).toContain('最高派对 98.5 %')
  wrapper.unmount()
})

it('saves and takes the answer', async () => {
  const wrapper = page()
  await wrapper.get('[data-test=target-range]').setValue('95')
  const saved = model({ target: 0.95, threshold: 0.5, at_target: curve[0] })
  fetched.mockResolvedValueOnce(new Response(JSON.stringify(saved), { status: 200, headers: { 'Content-Type': 'application/json' } }))
  await wrapper.get('[data-test=target-save]').trigger('click')
  await flushPromises()
  expect(JSON.parse(String(fetched.mock.calls[0]![1]?.body))).toEqual({ target: 0.95 })
  expect(wrapper.emitted('saved')?.[0]).toEqual([saved])
  await wrapper.setProps({ model: saved })
  expect(wrapper.find('[data-test=target-save]').exists()).toBe(false)
  wrapper.unmount()
})
