import { onScopeDispose, ref, type Ref, watch } from 'vue'
import { api } from '@/api/client'
import { local } from '@/domain/storage'
import { useSession } from '@/stores/session'

const PREFIX = 'hotline.draft.'
const KEEP = 7 * 24 * 3_600_000

interface Kept<V> { at: number; value: V }

export interface Draft<V> {
  value: Ref<V>
  /** When it was last kept; 0 for never. */
  savedAt: Ref<number>
  restored: boolean
  clear: () => void
}

/** Typed words that survive a reload, a lost link and the end of a session. They leave with the submit,
 *  and belong to the user who typed them: on a shared machine nobody finds another's. */
export function useDraft<V>(name: string, initial: () => V): Draft<V> {
  const key = `${PREFIX}${useSession().user?.username ?? 'guest'}.${name}`
  const kept = read<V>(key)
  const value = ref(kept ? { ...initial(), ...kept.value } : initial()) as Ref<V>
  if (kept && (typeof kept.value !== 'object' || kept.value === null)) value.value = kept.value
  const savedAt = ref(kept?.at ?? 0)
  let timer = 0
  let dirty = false

  function write() {
    clearTimeout(timer)
    if (!dirty) return
    dirty = false
    savedAt.value = api.now()
    local.set(key, JSON.stringify({ at: savedAt.value, value: value.value } satisfies Kept<V>))
  }
  function clear() {
    clearTimeout(timer)
    value.value = initial()
    savedAt.value = 0
    local.remove(key)
    // The watcher runs after this and would keep the empty value as a draft.
    queueMicrotask(() => { clearTimeout(timer); dirty = false })
  }
  watch(value, () => {
    dirty = true
    clearTimeout(timer)
    timer = window.setTimeout(write, 300)
  }, { deep: true, flush: 'sync' })
  window.addEventListener('pagehide', write)
  onScopeDispose(() => {
    write()
    window.removeEventListener('pagehide', write)
  })
  return { value, savedAt, restored: kept !== null, clear }
}

function read<V>(key: string): Kept<V> | null {
  try {
    const kept = JSON.parse(local.get(key) ?? 'null') as Kept<V> | null
    if (!kept || Date.now() - kept.at > KEEP) return null
    return kept
  } catch {
    return null
  }
}
