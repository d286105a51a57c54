import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { fetchEvents, fetchTicket } from '@/api/tickets'
import type { Problem, Ticket, TicketEvent } from '@/api/types'
import { useLink } from '@/stores/link'
import { useSocket } from './useSocket'

const open = new Set<(no: string) => void>()

/** Reads a ticket again wherever it is open: somebody else was faster. */
export function refreshTicket(no: string): void {
  for (const refresh of open) refresh(no)
}

const held = new Map<string, number>()

/** Keeps an open ticket as it is while a step on it is under way: the frame of the step itself may come
 *  before its answer, and must not take the form away from under it. */
export function holdTicket(no: string): () => void {
  held.set(no, (held.get(no) ?? 0) + 1)
  return () => {
    const left = (held.get(no) ?? 1) - 1
    if (left > 0) held.set(no, left)
    else held.delete(no)
    // The answer is taken first; then only what is newer than it is read again.
    window.setTimeout(() => { for (const late of settled) late(no) })
  }
}
const settled = new Set<(no: string) => void>()

/** Frames tell only what concerns the reader; the rest is picked up this often. */
const QUIET = 60_000

/** One open ticket with its record, kept fresh by the frames about it. */
export function useTicket(no: () => string | null) {
  const ticket = shallowRef<Ticket | null>(null)
  const events = shallowRef<TicketEvent[]>([])
  const intact = ref(true)
  const loading = ref(false)
  const problem = ref<Problem | null>(null)
  let abort: AbortController | null = null

  async function load() {
    abort?.abort()
    const wanted = no()
    if (!wanted) return set(null)
    abort = new AbortController()
    loading.value = true
    const [one, log] = await Promise.all([fetchTicket(wanted, abort.signal), fetchEvents(wanted, abort.signal)])
    if (one.error?.code === 'aborted') return
    loading.value = false
    problem.value = one.error
    // The answer of a step may have come while this was under way: the newer one stands.
    if (one.data) {
      useLink().looked(wanted)
      if (!older(one.data)) set(one.data)
    }
    // Taken away from this reader: what stands there is no longer theirs to see.
    else if (one.error && [403, 404, 410].includes(one.error.status)) {
      set(null)
      problem.value = one.error
    }
    if (log.data) {
      events.value = log.data.items
      intact.value = log.data.intact
    }
  }

  /** Takes the answer of a step; its events are read again. */
  async function take(fresh: Ticket) {
    set(fresh)
    const log = await fetchEvents(fresh.no)
    if (log.data && ticket.value?.no === fresh.no) {
      events.value = log.data.items
      intact.value = log.data.intact
    }
  }

  const older = (one: Ticket) => ticket.value?.no === one.no && one.version < ticket.value.version

  function set(value: Ticket | null) {
    ticket.value = value
    problem.value = null
    if (!value) events.value = []
  }

  let newest = 0
  function catchUp(which: string) {
    if (ticket.value?.no === which && newest > ticket.value.version) void load()
  }
  settled.add(catchUp)

  const socket = useSocket()
  const off = [
    socket.onFrame((frame) => {
      if (frame.no !== ticket.value?.no) return
      newest = Math.max(newest, frame.version)
      if (!held.has(frame.no)) catchUp(frame.no)
    }),
    socket.onResync(() => void load()),
    socket.onBack(() => { if (ticket.value) useLink().looked(ticket.value.no) }),
  ]
  const refresh = (which: string) => { if (which === ticket.value?.no) void load() }
  open.add(refresh)
  const timer = window.setInterval(() => { if (!document.hidden && ticket.value) void load() }, QUIET)
  onScopeDispose(() => {
    open.delete(refresh)
    settled.delete(catchUp)
    clearInterval(timer)
    for (const stop of off) stop()
    abort?.abort()
  })
  watch(no, (wanted) => {
    newest = 0
    if (wanted !== ticket.value?.no) {
      ticket.value = null
      events.value = []
    }
    void load()
  }, { immediate: true })

  return { ticket, events, intact, loading, problem, load, take }
}
