import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '@/api/client'
import { fetchMerges, type MergeGroup } from '@/api/merges'
import type { Problem } from '@/api/types'
import { useSocket } from '@/composables/useSocket'
import { useSession } from '@/stores/session'
import { inPlace } from './merge'

/** How often the groups are read again while they are looked at; six times as long otherwise. */
const LOOK = 10_000
const KEEP = 7 * 24 * 3_600_000

/** 合并建议, kept fresh by frames. What this user put aside as different matters stays away until it grows. */
export function useMerges(looking: () => boolean) {
  const groups = shallowRef<MergeGroup[]>([])
  const loading = ref(false)
  const problem = ref<Problem | null>(null)
  const aside = asides(useSession().user?.username ?? 'guest')
  let abort: AbortController | null = null
  let timer = 0

  async function load() {
    clearTimeout(timer)
    timer = 0
    abort?.abort()
    abort = new AbortController()
    loading.value = true
    const { data, error } = await fetchMerges(abort.signal)
    if (error?.code === 'aborted') return
    loading.value = false
    problem.value = error
    if (data) groups.value = inPlace(groups.value, data.items)
  }
  const soon = () => { timer ||= window.setTimeout(() => void load(), 1500) }
  const socket = useSocket()
  const off = [socket.onFrame(soon), socket.onResync(soon)]
  // Frames tell what concerns the reader; that another dispatcher merged is found by looking again.
  let beat = 0
  const pulse = window.setInterval(() => { if (!document.hidden && (looking() || ++beat % 6 === 0)) soon() }, LOOK)
  onScopeDispose(() => {
    for (const stop of off) stop()
    clearInterval(pulse)
    clearTimeout(timer)
    abort?.abort()
  })
  void load()

  const items = computed(() => groups.value.filter((g) => !aside.has(g)))
  return { items, loading, problem, load, dismiss: aside.add, restore: aside.remove }
}

interface Aside { size: number; at: number }

/** The groups a user put aside, in this browser. */
function asides(username: string) {
  const key = `hotline.merges.${username}`
  const kept = shallowRef<Record<string, Aside>>(read(key))
  function keep(next: Record<string, Aside>) {
    kept.value = next
    localStorage.setItem(key, JSON.stringify(next))
  }
  return {
    has: (g: MergeGroup) => (kept.value[g.id]?.size ?? 0) >= g.tickets.length,
    add: (g: MergeGroup) => keep({ ...kept.value, [g.id]: { size: g.tickets.length, at: api.now() } }),
    remove: (g: MergeGroup) => keep(Object.fromEntries(Object.entries(kept.value).filter(([id]) => id !== g.id))),
  }
}

function read(key: string): Record<string, Aside> {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, Aside>
    return Object.fromEntries(Object.entries(kept).filter(([, a]) => a.at > Date.now() - KEEP))
  } catch {
    return {}
  }
}
