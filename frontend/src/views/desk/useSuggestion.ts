import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { suggest } from '@/api/tickets'
import type { Suggestion } from '@/api/types'
import { isPhone } from '@/domain/phone'
import type { Call } from './useIntake'

const WAIT = 300

/** What the system thinks, asked 300 ms after the last key. The old answer stays until the new one is there,
 *  and positions do not move while the pointer is among them. */
export function useSuggestion(call: Ref<Call>, active: Ref<boolean>) {
  const suggestion = shallowRef<Suggestion | null>(null)
  const pointer = ref(false)
  let held: Suggestion | null = null
  let abort: AbortController | null = null
  let timer = 0

  async function ask() {
    abort?.abort()
    const c = call.value
    if (!active.value || [...c.text.trim()].length < 4) return
    abort = new AbortController()
    const { data } = await suggest({
      type: c.type, title: c.title ?? '', text: c.text, ...(c.urgency ? { urgency: c.urgency } : {}), ...(c.category ? { category: c.category } : {}),
      place: { address: c.address, town: c.town ?? '' }, caller: { phone: isPhone(c.phone) ? c.phone : '' },
    }, abort.signal)
    if (!data) return
    if (pointer.value && suggestion.value) held = data
    else suggestion.value = data
  }
  watch(pointer, (inside) => {
    if (inside || !held) return
    suggestion.value = held
    held = null
  })
  watch(() => { const c = call.value; return [c.text, c.title, c.type, c.address, c.town, c.urgency, c.category, c.phone, active.value] }, () => {
    clearTimeout(timer)
    if (!active.value || !call.value.text.trim()) {
      abort?.abort()
      // After the registration the judgement stays beside the number that is read out.
      if (active.value) held = suggestion.value = null
      return
    }
    timer = window.setTimeout(() => void ask(), WAIT)
  }, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    abort?.abort()
  })
  return { suggestion, pointer }
}
