import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { api } from '@/api/client'
import type { Attachment } from '@/api/types'
import { i18n } from '@/i18n'
import AttachmentField from './AttachmentField.vue'

const ok = (file: File, n = 1) => ({ data: { id: String(n).repeat(32), name: file.name, type: 'application/pdf', size: file.size } as Attachment, error: null })
const pdf = (name: string) => new File(['%PDF-'], name, { type: 'application/pdf' })

beforeEach(() => { vi.spyOn(api, 'get').mockResolvedValue({ data: { max_size: 100, max_count: 2, types: [] }, error: null }) })
afterEach(() => vi.restoreAllMocks())

function field(send: (file: File) => Promise<unknown>) {
  const wrapper = mount(AttachmentField, { props: { modelValue: [] as Attachment[], send: send as never, 'onUpdate:modelValue': (v: Attachment[]) => void wrapper.setProps({ modelValue: v }) }, global: { plugins: [i18n] }, attachTo: document.body })
  return wrapper
}
async function choose(wrapper: ReturnType<typeof field>, files: File[]) {
  const input = wrapper.get<HTMLInputElement>('[data-test="attach-input"]')
  Object.defineProperty(input.element, 'files', { value: files, configurable: true })
  await input.trigger('change')
  await vi.waitFor(() => expect(wrapper.findAll('[role="progressbar"]')).toHaveLength(0))
  await nextTick()
}

it('keeps what arrived and says in words what did not', async () => {
  let n = 0
  const wrapper = field(async (file) => (file.name === 'bad.pdf' ? { data: null, error: { status: 422, code: 'invalid', title: '', detail: '', errors: [{ field: 'file', message: '不能接收这种文件' }] } } : ok(file, ++n)))
  await choose(wrapper, [pdf('a.pdf'), pdf('bad.pdf')])
  expect(wrapper.findAll('[data-test="attached"]').map((x) => x.text())).toEqual([expect.stringContaining('a.pdf')])
  expect(wrapper.get('[role="alert"]').text()).toBe('不能接收这种文件')
  await wrapper.findAll('.rm')[1]?.trigger('click')
  expect(wrapper.find('[role="alert"]').exists()).toBe(false)
})

it('takes no more than the server does', async () => {
  let n = 0
  const wrapper = field(async (file) => ok(file, ++n))
  await vi.waitFor(() => expect(wrapper.text()).toContain('最多 2 个'))
  await choose(wrapper, [pdf('a.pdf'), pdf('b.pdf'), pdf('c.pdf')])
  expect(wrapper.findAll('[data-test="attached"]')).toHaveLength(2)
  expect(wrapper.text()).toContain('多出的没有添加')
  expect(wrapper.get<HTMLInputElement>('[data-test="attach-input"]').element.disabled).toBe(true)
})

it('does not send what is too big', async () => {
  const send = vi.fn()
  const wrapper = field(send)
  await vi.waitFor(() => expect(wrapper.text()).toContain('最多 2 个'))
  await choose(wrapper, [new File(['x'.repeat(101)], 'big.pdf', { type: 'application/pdf' })])
  expect(send).not.toHaveBeenCalled()
  expect(wrapper.get('[role="alert"]').text()).toContain('没有上传')
})
