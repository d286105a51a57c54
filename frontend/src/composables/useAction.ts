import { ref } from 'vue'
import { newKey, type Result } from '@/api/client'
import { act } from '@/api/tickets'
import type { ActionKind, Problem, Ticket } from '@/api/types'
import { t } from '@/i18n'
import { useLink } from '@/stores/link'
import { useNotice } from '@/stores/notice'
import { holdTicket, refreshTicket } from './useTicket'

/** A moment before the next try; without any network, until there is one again. */
const rest = () => new Promise<void>((go) => {
  if (navigator.onLine === false) window.addEventListener('online', () => go(), { once: true })
  else setTimeout(go, 1000)
})

/** Runs one step at a time. A lost link keeps the step waiting under the same key, so it happens once. */
export function useAction() {
  const busy = ref(false)
  const waiting = ref(false)
  const problem = ref<Problem | null>(null)

  async function send<V>(call: (key: string) => Promise<Result<V>>): Promise<V | null> {
    if (busy.value) return null
    busy.value = true
    problem.value = null
    const key = newKey()
    const link = useLink()
    try {
      for (let tries = 0; ; tries++) {
        const { data, error } = await call(key)
        if (!error) return data
        if (error.code !== 'offline' || tries > 20) {
          problem.value = error
          return null
        }
        waiting.value = true
        // Without a live link the retry waits for it; with one (only the request was lost) it goes at once, but not in a tight loop.
        await (link.down ? link.whenUp() : rest())
        waiting.value = false
      }
    } finally {
      busy.value = false
      waiting.value = false
    }
  }

  /** Takes a step on a ticket and says what happened. */
  async function step(ticket: Pick<Ticket, 'no' | 'version'>, action: ActionKind, body: object = {}): Promise<Ticket | null> {
    const release = holdTicket(ticket.no)
    const done = await send((key) => act(ticket.no, action, { ...body, version: ticket.version }, key)).finally(release)
    if (problem.value?.code === 'conflict') refreshTicket(ticket.no)
    if (done && action !== 'view' && action !== 'reveal') {
      useNotice().say(`${ticket.no}　${t(`done.${action}`, body as Record<string, unknown>)}`)
    }
    return done
  }

  return { busy, waiting, problem, send, step }
}
