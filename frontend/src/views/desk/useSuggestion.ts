import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { suggest } from '@/api/tickets'
import type { Problem, Suggestion } from '@/api/types'
import { isPhone } from '@/domain/phone'
import type { Call } from './useIntake'

const WAIT = 300
/** Fewer characters say nothing yet. */
const LEAST = 4

/** What the system thinks, asked 300 ms after the last key. The old answer stays until the new one is there,
 *  and positions do not move while the pointer is among them: a newer answer is held until it leaves. */
export function useSuggestion(call: Ref<Call>, active: Ref<boolean>) {
  const suggestion = shallowRef<Suggestion | null>(null)
  const held = shallowRef<Suggestion | null>(null)
  const pointer = ref(false)
  const asking = ref(false)
  const problem = ref<Problem | null>(null)
  let abort: AbortController | null = null
  let timer = 0

  async function ask() {
    abort?.abort()
    const c = call.value
    if (!active.value || [...c.text.trim()].length < LEAST) return
    const mine = (abort = new AbortController())
    asking.value = true
    const { data, error } = await suggest({
      type: c.type, title: c.title ?? '', text: c.text, ...(c.urgency ? { urgency: c.urgency } : {}), ...(c.category ? { category: c.category } : {}),
      place: { address: c.address, town: c.town ?? '' }, caller: { phone: isPhone(c.phone) ? c.phone : '' },
      ...(c.type === 'report' && c.accused_units.length ? { report: { category: '', accused_units: c.accused_units, accused_people: [] } } : {}),
    }, mine.signal)
    if (mine.signal.aborted) return
    asking.value = false
    problem.value = error
    if (!data) return
    if (pointer.value && suggestion.value) held.value = data
    else take(data)
  }
  function take(data: Suggestion | null) {
    suggestion.value = data
    held.value = null
  }
  /** Nothing is written any more, or another call begins. */
  function forget() {
    clearTimeout(timer)
    abort?.abort()
    asking.value = false
    problem.value = null
    take(null)
  }

  watch(pointer, (inside) => { if (!inside && held.value) take(held.value) })
  watch(() => { const c = call.value; return [c.text, c.title, c.type, c.address, c.town, c.urgency, c.category, c.phone, c.accused_units.join(), active.value] }, () => {
    clearTimeout(timer)
    if (active.value && call.value.text.trim()) timer = window.setTimeout(() => void ask(), WAIT)
    // After the registration the judgement stays beside the number that is read out.
    else if (active.value) forget()
    else abort?.abort()
  }, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    abort?.abort()
  })
  return { suggestion, held, pointer, asking, problem, ask, forget }
}
