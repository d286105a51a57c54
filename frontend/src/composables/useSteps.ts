import { computed, type Ref, ref } from 'vue'
import type { ActionKind, Ticket } from '@/api/types'
import { FORMS, presetFor } from '@/domain/forms'
import { STEP_KEY, steps } from '@/domain/steps'
import { t } from '@/i18n'
import { useSession } from '@/stores/session'
import { useAction } from './useAction'
import { useKeys } from './useKeys'

/** The steps of one open ticket: which there are, what asks first, and their keys. */
export function useSteps(ticket: Ref<Ticket | null>, take: (fresh: Ticket) => void, own: { next?: (action: ActionKind) => boolean } = {}) {
  const session = useSession()
  const running = useAction()
  const asking = ref<ActionKind | null>(null)
  const preset = ref<Record<string, unknown>>({})

  const offered = computed(() => (ticket.value && session.role ? steps(session.role, ticket.value, session.unit) : { next: null, beside: [], more: [] }))
  const may = (action: ActionKind) => ticket.value?.actions.includes(action) ?? false

  /** Takes a step, asking first where reasons are needed. */
  async function go(action: ActionKind, given: Record<string, unknown> = {}) {
    const open = ticket.value
    if (!open || !may(action) || running.busy.value) return
    if (own.next?.(action)) return
    if (FORMS[action]) {
      preset.value = { ...presetFor(action, open), ...given }
      asking.value = action
      return
    }
    const done = await running.step(open, action, given)
    if (done) take(done)
  }
  function done(fresh: Ticket) {
    asking.value = null
    take(fresh)
  }
  const keys = Object.entries(STEP_KEY) as [ActionKind, string][]
  useKeys([
    { keys: 'ctrl+enter', label: () => (offered.value.next ? t(`action.${offered.value.next}`) : t('keys.next')), when: () => asking.value === null && offered.value.next !== null, run: () => void go(offered.value.next!) },
    ...keys.map(([action, key]) => ({
      keys: key, label: () => t(`action.${action}`),
      when: () => asking.value === null && [...offered.value.beside, ...offered.value.more].includes(action) && may(action),
      run: () => void go(action),
    })),
  ])
  return { ...running, asking, preset, offered, may, go, done, close: () => { asking.value = null } }
}
export type UsedSteps = ReturnType<typeof useSteps>
