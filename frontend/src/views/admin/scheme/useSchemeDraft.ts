import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { checkScheme, type Fault, type Scheme } from '@/api/schemes'
import { useDraft } from '@/composables/useDraft'
import { schemeDiff, weights } from '@/domain/scheme'

/** A scheme being edited: what was changed, what is wrong with it, and whether its weights add up. It survives a reload. */
export function useSchemeDraft(base: () => Scheme) {
  const kept = useDraft<Scheme>(`admin.scheme.${base().name}`, () => structuredClone(base()))
  const draft = kept.value
  const faults = ref<Fault[]>([])
  /** The draft that was checked last: what follows from a draft waits for this. */
  const checked = shallowRef<Scheme | null>(null)
  const changes = computed(() => schemeDiff(base(), draft.value))
  const sum = computed(() => weights(draft.value))
  let timer = 0
  let abort: AbortController | null = null

  async function check() {
    abort?.abort()
    abort = new AbortController()
    const asked = JSON.parse(JSON.stringify(draft.value)) as Scheme
    const { data } = await checkScheme(asked, abort.signal)
    if (!data) return
    faults.value = data.faults
    checked.value = asked
  }
  watch(draft, () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void check(), 200)
  }, { deep: true, immediate: true })
  // Once it is published, or another version was, the draft starts from there.
  watch(base, (is, was) => { if (JSON.stringify(is) !== JSON.stringify(was)) kept.clear() })
  onScopeDispose(() => { clearTimeout(timer); abort?.abort() })

  /** What is wrong at a path and below it. */
  const at = (path: string) => faults.value.filter((f) => f.field === path || f.field.startsWith(`${path}.`))
  return { draft, faults, checked, at, changes, sum, restored: kept.restored, clear: kept.clear }
}

export type SchemeDraft = ReturnType<typeof useSchemeDraft>
