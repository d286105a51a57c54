import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type { Call } from './useIntake'
import { useSuggestion } from './useSuggestion'

const fetched = vi.fn<typeof fetch>()
beforeEach(() => { vi.useFakeTimers(); vi.stubGlobal('fetch', fetched) })
afterEach(() => { fetched.mockReset(); vi.unstubAllGlobals(); vi.useRealTimers() })

const answers = (title: string) => fetched.mockResolvedValueOnce(new Response(JSON.stringify({ title, candidates: [], duplicates: [], clocks: [] }), { headers: { 'Content-Type': 'application/json' } }))
const fails = () => fetched.mockResolvedValueOnce(new Response('{"status":500,"code":"internal"}', { status: 500, headers: { 'Content-Type': 'application/problem+json' } }))

function desk() {
  const call = ref({ text: '', title: null, type: 'help', address: '', town: null, urgency: null, category: null, phone: '', accused_units: [] } as unknown as Call)
  const scope = effectScope()
  const thought = scope.run(() => useSuggestion(call, ref(true)))!
  const type = async (text: string) => { call.value.text = text; await nextTick(); await vi.advanceTimersByTimeAsync(300) }
  return { call, thought, type, stop: () => scope.stop() }
}

it('asks once, 300 ms after the last key, and not for a few characters', async () => {
  const { call, thought, type, stop } = desk()
  await type('暖气')
  expect(fetched).not.toHaveBeenCalled()
  answers('a')
  call.value.text = '暖气不热'
  await nextTick()
  await vi.advanceTimersByTimeAsync(299)
  await type('暖气不热了')
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(thought.suggestion.value?.title).toBe('a')
  stop()
})
it('keeps the old answer when a newer one fails, and says so', async () => {
  const { thought, type, stop } = desk()
  answers('a')
  await type('暖气不热')
  fails()
  await type('暖气不热了')
  expect([thought.suggestion.value?.title, thought.problem.value?.code]).toEqual(['a', 'internal'])
  answers('b')
  await thought.ask()
  expect([thought.suggestion.value?.title, thought.problem.value]).toEqual(['b', null])
  stop()
})
it('moves nothing while the pointer is inside', async () => {
  const { call, thought, type, stop } = desk()
  answers('a')
  await type('暖气不热')
  thought.pointer.value = true
  answers('b')
  await type('暖气不热了')
  expect([thought.suggestion.value?.title, thought.held.value?.title]).toEqual(['a', 'b'])
  thought.pointer.value = false
  await nextTick()
  expect([thought.suggestion.value?.title, thought.held.value]).toEqual(['b', null])
  call.value.text = ''
  await nextTick()
  expect(thought.suggestion.value).toBeNull()
  stop()
})
