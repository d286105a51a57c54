import { reactive, ref } from 'vue'
import { api, newKey } from '@/api/client'
import { act } from '@/api/tickets'
import type { Caller, Problem, Ticket } from '@/api/types'

export const SHOWN_FOR = 5 * 60_000

interface Shown { caller: Caller; reason: string; until: number }

/** What was revealed in this page, in memory only; it is dropped when its five minutes are over. */
const shown = reactive(new Map<string, Shown>())

export function useReveal() {
  const busy = ref(false)
  const problem = ref<Problem | null>(null)

  /** Asks the server for the full caller; it writes down who looked and why. */
  async function reveal(ticket: Pick<Ticket, 'no' | 'version'>, reason: string): Promise<Ticket | null> {
    busy.value = true
    const { data, error } = await act(ticket.no, 'reveal', { reason }, newKey())
    busy.value = false
    problem.value = error
    if (!data) return null
    shown.set(ticket.no, { caller: data.caller, reason, until: api.now() + SHOWN_FOR })
    window.setTimeout(() => hide(ticket.no), SHOWN_FOR)
    return data
  }
  const hide = (no: string) => shown.delete(no)
  return { shown, busy, problem, reveal, hide }
}
