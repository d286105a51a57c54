import { ref, shallowRef } from 'vue'
import type { Result } from '@/api/client'
import type { Problem } from '@/api/types'

/** A reading that keeps what it had while it is read again. */
export function useLoad<V>(call: () => Promise<Result<V>>) {
  const data = shallowRef<V | null>(null)
  const problem = ref<Problem | null>(null)
  async function load() {
    const { data: fresh, error } = await call()
    problem.value = error
    if (fresh !== null) data.value = fresh
  }
  void load()
  return { data, problem, load }
}
