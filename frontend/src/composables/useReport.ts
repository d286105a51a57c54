import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, type Result } from '@/api/client'
import type { Problem } from '@/api/types'

/** A report that follows its question. The old answer stands, with the question it answers, until the new one is there. */
export function useReport<Q, V>(question: () => Q, call: (question: Q, signal: AbortSignal) => Promise<Result<V>>, every = 0) {
  const answer = shallowRef<{ question: Q; value: V } | null>(null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const readAt = ref(0)
  let abort: AbortController | null = null

  async function load() {
    abort?.abort()
    const own = (abort = new AbortController())
    const asked = question()
    busy.value = true
    const { data, error } = await call(asked, own.signal)
    if (own !== abort || error?.code === 'aborted') return
    busy.value = false
    problem.value = error
    if (data === null) return
    readAt.value = api.now()
    answer.value = { question: asked, value: data }
  }
  watch(() => JSON.stringify(question()), () => void load(), { immediate: true })
  const timer = every > 0 ? window.setInterval(() => { if (!document.hidden) void load() }, every) : 0
  onScopeDispose(() => { clearInterval(timer); abort?.abort() })

  const data = computed(() => answer.value?.value ?? null)
  return { answer, data, problem, busy, readAt, load }
}
