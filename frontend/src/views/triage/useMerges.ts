import { onScopeDispose, ref, shallowRef } from 'vue'
import { dismissMerge, fetchMerges, type MergeGroup, recallMerge } from '@/api/merges'
import type { Problem } from '@/api/types'
import { useSocket } from '@/composables/useSocket'
import { inPlace } from './merge'

/** How often the groups are read again while they are looked at; six times as long otherwise. */
const LOOK = 10_000

/** 合并建议, kept fresh: frames tell what concerns the reader; what another dispatcher merged is found by looking again. */
export function useMerges(looking: () => boolean) {
  const groups = shallowRef<MergeGroup[]>([])
  const loading = ref(false)
  const problem = ref<Problem | null>(null)
  let abort: AbortController | null = null
  let timer = 0

  /** Reads the groups; `anew` in the server's order, where the user's own step brought one back. */
  async function load(anew = false) {
    clearTimeout(timer)
    timer = 0
    abort?.abort()
    abort = new AbortController()
    loading.value = true
    const { data, error } = await fetchMerges(abort.signal)
    if (error?.code === 'aborted') return
    loading.value = false
    problem.value = error
    if (data) groups.value = anew ? data.items : inPlace(groups.value, data.items)
  }
  /** Different matters: the group goes at once, for everybody, and comes back if the server did not take it. */
  async function dismiss(group: MergeGroup) {
    groups.value = groups.value.filter((g) => g.id !== group.id)
    await dismissMerge(group.id)
    await load()
  }
  async function restore(group: MergeGroup) {
    await recallMerge(group.id)
    await load(true)
  }

  const soon = () => { timer ||= window.setTimeout(() => void load(), 1500) }
  const socket = useSocket()
  const off = [socket.onFrame(soon), socket.onResync(soon)]
  let beat = 0
  const pulse = window.setInterval(() => { if (!document.hidden && (looking() || ++beat % 6 === 0)) soon() }, LOOK)
  onScopeDispose(() => {
    for (const stop of off) stop()
    clearInterval(pulse)
    clearTimeout(timer)
    abort?.abort()
  })
  void load()

  return { groups, loading, problem, load, dismiss, restore }
}
