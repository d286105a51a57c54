import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { type CurrentCall, fetchCurrent, fetchSeat, type Seat, sitDown } from '@/api/phone'
import type { Problem } from '@/api/types'
import { t } from '@/i18n'
import { useNotice } from './notice'

/** The telephone at this desk: its extension, and the call that rings or is talked there. */
export const usePhone = defineStore('phone', () => {
  const seat = shallowRef<Seat | null>(null)
  const current = shallowRef<CurrentCall | null>(null)
  const problem = ref<Problem | null>(null)
  /** The call whose band was put away. */
  const hidden = ref('')
  const extension = computed(() => seat.value?.extension ?? '')

  async function load() {
    const { data } = await fetchSeat()
    if (data) seat.value = data
    if (data?.extension) await refresh()
  }
  let asked = 0
  /** What rings here now; the push says only that something changed. */
  async function refresh() {
    const mine = ++asked
    const { data } = await fetchCurrent()
    if (!data || mine !== asked) return
    // Somebody else has taken the seat meanwhile, or an administrator has.
    if (seat.value && seat.value.extension !== data.extension) seat.value = { ...seat.value, extension: data.extension }
    const before = current.value
    current.value = data.call
    if (data.call?.state === 'ringing' && before?.id !== data.call.id) useNotice().ring('new', t('phone.rings'), data.call.queue ?? '', 'call')
  }
  async function sit(to: string, take = false): Promise<boolean> {
    const { data, error } = await sitDown(to, take)
    problem.value = error
    if (!data) return false
    seat.value = data
    current.value = null
    if (data.extension) await refresh()
    return true
  }
  return { seat, current, problem, hidden, extension, load, refresh, sit }
})
