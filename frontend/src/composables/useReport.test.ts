import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type { Result } from '@/api/client'
import { useReport } from './useReport'

function stand() {
  const question = ref(7)
  const waiting: { question: number; signal: AbortSignal; answer: (r: Result<string>) => void }[] = []
  const call = vi.fn((q: number, signal: AbortSignal) => new Promise<Result<string>>((answer) => waiting.push({ question: q, signal, answer })))
  const scope = effectScope()
  const report = scope.run(() => useReport(() => question.value, call))!
  return { question, waiting, report, scope }
}
const good = (data: string): Result<string> => ({ data, error: null })
const bad: Result<string> = { data: null, error: { status: 503, code: 'unavailable', title: '', detail: '', errors: [] } }

it('keeps the old answer with its question until the new one is there', async () => {
  const { question, waiting, report, scope } = stand()
  waiting[0]!.answer(good('week'))
  await flushPromises()
  question.value = 30
  await nextTick()
  expect(report.busy.value).toBe(true)
  expect(report.answer.value).toEqual({ question: 7, value: 'week' })
  waiting[1]!.answer(good('month'))
  await flushPromises()
  expect(report.answer.value).toEqual({ question: 30, value: 'month' })
  scope.stop()
})

it('lets no late answer replace a newer one', async () => {
  const { question, waiting, report, scope } = stand()
  question.value = 1
  await nextTick()
  expect(waiting[0]!.signal.aborted).toBe(true)
  waiting[1]!.answer(good('today'))
  await flushPromises()
  waiting[0]!.answer(good('week'))
  await flushPromises()
  expect(report.data.value).toBe('today')
  scope.stop()
})

it('says what failed and keeps what it had', async () => {
  const { waiting, report, scope } = stand()
  waiting[0]!.answer(good('week'))
  await flushPromises()
  void report.load()
  waiting[1]!.answer(bad)
  await flushPromises()
  expect([report.data.value, report.problem.value?.code, report.busy.value]).toEqual(['week', 'unavailable', false])
  scope.stop()
  expect(waiting[1]!.signal.aborted).toBe(true)
})
