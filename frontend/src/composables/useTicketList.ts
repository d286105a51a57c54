import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Query } from '@/api/client'
import { fetchTickets } from '@/api/tickets'
import type { Problem, TicketRow } from '@/api/types'
import { useSocket } from './useSocket'

const PAGE = 50
const MOST = 200

/** Merges a fresh reading into what stands on the page: known rows are renewed in place, vanished ones leave,
 *  new ones are handed back to wait behind the bar, so the list never jumps under the mouse. */
export function renew(shown: TicketRow[], fresh: TicketRow[]): { rows: TicketRow[]; waiting: TicketRow[] } {
  const byNo = new Map(fresh.map((row) => [row.no, row]))
  const rows = shown.flatMap((row) => byNo.get(row.no) ?? [])
  const known = new Set(shown.map((row) => row.no))
  return { rows, waiting: fresh.filter((row) => !known.has(row.no)) }
}

/** A queue or search as a list: pages by key, live renewal, new rows behind a bar. */
export function useTicketList(query: () => Query, page = PAGE) {
  const rows = shallowRef<TicketRow[]>([])
  const waiting = shallowRef<TicketRow[]>([])
  const next = ref<string | null>(null)
  const loading = ref(false)
  const problem = ref<Problem | null>(null)
  let fresh: { items: TicketRow[]; next: string | null } | null = null
  let abort: AbortController | null = null
  let timer = 0

  /** Reads the list from its start; everything shows at once. */
  async function load() {
    abort?.abort()
    abort = new AbortController()
    loading.value = true
    const { data, error } = await fetchTickets({ ...query(), limit: page }, abort.signal)
    if (error?.code === 'aborted') return
    loading.value = false
    problem.value = error
    if (!data) return
    rows.value = data.items
    next.value = data.next
    waiting.value = []
    fresh = null
  }

  async function more() {
    if (!next.value || loading.value) return
    loading.value = true
    const { data, error } = await fetchTickets({ ...query(), limit: page, after: next.value })
    loading.value = false
    problem.value = error
    if (!data) return
    const known = new Set(rows.value.map((row) => row.no))
    rows.value = [...rows.value, ...data.items.filter((row) => !known.has(row.no))]
    next.value = data.next
  }

  /** Reads again what is shown, quietly; new rows wait. */
  async function refresh() {
    const limit = Math.min(MOST, Math.max(page, rows.value.length + waiting.value.length + 10))
    const { data } = await fetchTickets({ ...query(), limit })
    if (!data) return
    // An empty list has nothing that could jump.
    if (rows.value.length === 0) return void load()
    const rest = data.next === null ? [] : rows.value.slice(data.items.length)
    const merged = renew(rows.value, [...data.items, ...rest.filter((r) => !data.items.some((d) => d.no === r.no))])
    rows.value = merged.rows
    waiting.value = merged.waiting
    fresh = { items: data.items, next: data.next }
  }

  /** Shows the waiting rows at their places. */
  function showNew() {
    if (!fresh) return
    rows.value = fresh.items
    next.value = fresh.next
    waiting.value = []
    fresh = null
  }

  function soon() {
    clearTimeout(timer)
    timer = window.setTimeout(() => void refresh(), 300)
  }

  const socket = useSocket()
  const off = [socket.onFrame(soon), socket.onResync(soon)]
  onScopeDispose(() => {
    for (const stop of off) stop()
    clearTimeout(timer)
    abort?.abort()
  })
  watch(() => JSON.stringify(query()), () => void load(), { immediate: true })

  return { rows, waiting, next, loading, problem, empty: computed(() => !loading.value && !problem.value && rows.value.length === 0), load, more, refresh, showNew }
}
