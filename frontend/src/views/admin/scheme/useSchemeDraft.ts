import { computed, onScopeDispose, ref, watch } from 'vue'
import { checkScheme, type Fault, type Scheme } from '@/api/schemes'
import { useDraft } from '@/composables/useDraft'
import { schemeDiff, weights } from '@/domain/scheme'

/** A scheme being edited: what was changed, what is wrong with it, and whether its weights add up. It survives a reload. */
export function useSchemeDraft(base: () => Scheme) {
  const kept = useDraft<Scheme>(`admin.scheme.${base().name}`, () => structuredClone(base()))
  const draft = kept.value
  const faults = ref<Fault[]>([])
  const changes = computed(() => schemeDiff(base(), draft.value))
  const sum = computed(() => weights(draft.value))
  let timer = 0
  let abort: AbortController | null = null

  async function check() {
    abort?.abort()
    abort = new AbortController()
    const { data } = await checkScheme(draft.value, abort.signal)
    if (data) faults.value = data.faults
  }
  watch(draft, () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void check(), 200)
  }, { deep: true, immediate: true })
  onScopeDispose(() => { clearTimeout(timer); abort?.abort() })

  /** What is wrong at a path and below it. */
  const at = (path: string) => faults.value.filter((f) => f.field === path || f.field.startsWith(`${path}.`))
  return { draft, faults, at, changes, sum, restored: kept.restored, clear: kept.clear }
}

export type SchemeDraft = ReturnType<typeof useSchemeDraft>
