import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n } from '@/i18n'
import AskView from './AskView.vue'
import TrackView from './TrackView.vue'

const answer = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } })
const progress = { no: '20261120-0112', state: 'reviewed', title: '室温不足', registered_at: '2026-11-20T07:42:00Z', unit_name: '惠民热力公司', steps: [{ kind: 'registered', text: '', done: true, at: '2026-11-20T07:42:00Z' }], reply: { text: '已更换阀门。', at: '2026-11-21T02:20:00Z' }, may_rate: true, may_append: true, may_urge: true, may_withdraw: false }

async function open(view: object, path: string) {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', name: 'public', component: AskView }, { path: '/track', name: 'track', component: TrackView }] })
  await router.push(path)
  const page = mount(view as typeof AskView, { global: { plugins: [i18n, router] }, attachTo: document.body })
  return { page, router }
}
beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  document.body.innerHTML = ''
  setActivePinia(createPinia())
})
afterEach(() => vi.unstubAllGlobals())

it('asks one question at a time and gives a receipt', async () => {
  const fetch = vi.fn(async (url: string) => answer(url.endsWith('/challenge') ? { salt: '0123456789abcdef01234567-4-1700000000', difficulty: 4, signature: 'sig', expires: '2099-01-01T00:00:00Z' } : url.includes('/places') ? { items: [] } : url.endsWith('/public/tickets') ? { no: '20261120-0112', code: '7K39QF' } : progress))
  vi.stubGlobal('fetch', fetch)
  const { page } = await open(AskView, '/')
  await page.get('[data-test=public-next]').trigger('click')
  expect(page.text()).toContain('请写几个字')
  await page.get('[data-test=public-text]').setValue('屋里只有 15 度')
  await page.get('[data-test=public-next]').trigger('click')
  await flushPromises()
  await page.get('[data-test=public-address]').setValue('柳林新苑 6 号楼')
  await page.get('[data-test=public-next]').trigger('click')
  await flushPromises()
  expect(page.text()).toContain('办得可能慢')
  await page.get('[data-test=public-anonymous]').trigger('click')
  expect(page.find('[data-test=public-phone]').exists()).toBe(false)
  await page.get('[data-test=public-next]').trigger('click')
  await flushPromises()
  expect(page.get('[data-test=receipt-code]').text()).toBe('7K3-9QF')
  const [, init] = fetch.mock.calls.find(([url]) => url.endsWith('/public/tickets')) as unknown as [string, RequestInit]
  expect((init.headers as Record<string, string>)['X-Challenge'], 'the proof goes with it').toMatch(/^0123456789abcdef01234567-4-1700000000\.\d+\.sig$/)
  expect(JSON.parse(String(init.body))).toEqual({ text: '屋里只有 15 度', place: { address: '柳林新苑 6 号楼' }, caller: { name: '', phone: '', anonymous: true } })
  expect((init.headers as Record<string, string>)['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
})

it('starts a link into the middle where something is missing', async () => {
  const { page } = await open(AskView, '/?step=3')
  expect(page.text()).toContain('第 1 步，共 3 步')
})

it('names the misread letter before it asks the server', async () => {
  const fetch = vi.fn()
  vi.stubGlobal('fetch', fetch)
  const { page } = await open(TrackView, '/track')
  await page.get('[data-test=track-no]').setValue('20261120-0112')
  await page.get('[data-test=track-code]').setValue('7K3-9OF')
  await page.get('[data-test=track-find]').trigger('click')
  expect(page.text()).toContain('查询码里没有字母 O，是不是 Q？')
  expect(fetch).not.toHaveBeenCalled()
})

it('shows the answer and takes a rating of two questions', async () => {
  const fetch = vi.fn(async (url: string) => answer(url.endsWith('/rating') ? { ...progress, may_rate: false, rating: { resolved: false, satisfied: false, at: '2026-11-21T03:00:00Z' } } : progress))
  vi.stubGlobal('fetch', fetch)
  const { page } = await open(TrackView, '/track')
  await page.get('[data-test=track-no]').setValue('202611200112')
  await page.get('[data-test=track-code]').setValue('7k3-9qf')
  await page.get('[data-test=track-find]').trigger('click')
  await flushPromises()
  expect(page.get('[data-test=track-state]').text()).toContain('惠民热力公司已答复')
  await page.get('[data-test=rating]').trigger('submit')
  expect(page.text()).toContain('请回答这两个问题')
  await page.get('[data-test=rate-unsolved]').setValue(true)
  await page.get('[data-test=rate-displeased]').setValue(true)
  await page.get('[data-test=rating]').trigger('submit')
  await flushPromises()
  const [url, init] = fetch.mock.calls[1] as unknown as [string, RequestInit]
  expect([url, JSON.parse(String(init.body))]).toEqual(['/api/v1/public/tickets/20261120-0112/rating', { code: '7K39QF', resolved: false, satisfied: false }])
  expect(page.text()).toContain('您已评价：没解决，不满意')
})
