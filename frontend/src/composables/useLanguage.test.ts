import { expect, it, vi } from 'vitest'
import { setLocale } from '@/i18n'
import { useLanguage } from './useLanguage'

vi.mock('@/i18n', () => ({ locale: () => 'zh-CN', setLocale: vi.fn(() => Promise.resolve()) }))

it('says that the words did not come, until they do', async () => {
  const { lost, turn } = useLanguage()
  vi.mocked(setLocale).mockRejectedValueOnce(new TypeError('Failed to fetch'))
  await turn()
  expect(lost.value).toBe(true)
  await turn()
  expect(lost.value).toBe(false)
  expect(setLocale).toHaveBeenLastCalledWith('en-US')
})
