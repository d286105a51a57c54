import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { type Delivery, DELIVERY_STATES, type DeliveryState, fetchDeliveries } from '@/api/channels'
import type { Problem } from '@/api/types'

const NAMES = ['channel', 'unit', 'no'] as const
export type DeliveryFilter = Record<(typeof NAMES)[number], string>
const PAGE = 50
const MOST = 200
const EVERY = 5_000

/** 送达日志: the filter is the URL; what is shown is read again every few seconds, without losing its place. */
export function useDeliveries() {
  const route = useRoute()
  const router = useRouter()
  const rows = shallowRef<Delivery[] | null>(null)
  const next = ref('')
  const counts = shallowRef<Partial<Record<DeliveryState, number>>>({})
  const problem = ref<Problem | null>(null)
  const state = computed<DeliveryState>(() => DELIVERY_STATES.find((s) => s === route.query.state) ?? 'waiting')
  const filter = computed<DeliveryFilter>(() => ({ channel: text('channel'), unit: text('unit'), no: text('no') }))
  const some = computed(() => NAMES.some((n) => filter.value[n]))
  const asked = computed(() => JSON.stringify([state.value, filter.value]))
  const text = (n: string) => (typeof route.query[n] === 'string' ? route.query[n] : '')

  const show = (more: Partial<DeliveryFilter & { state: string; id: string }>) => {
    const query = { state: state.value, ...filter.value, ...more }
    return router.push({ path: '/admin/deliveries', query: Object.fromEntries(Object.entries(query).filter(([, v]) => v)) })
  }

  /** Reads as many as are shown again; what lies beyond one reading stays as it was. */
  async function load() {
    const question = asked.value
    const shown = rows.value ?? []
    const limit = Math.min(MOST, Math.max(PAGE, shown.length))
    const { data, error } = await fetchDeliveries({ state: state.value, ...filter.value, limit: String(limit) })
    if (question !== asked.value) return
    problem.value = error
    if (!data) return
    counts.value = data.counts ?? {}
    const far = shown.length > MOST ? shown.filter((d) => d.id < (data.items.at(-1)?.id ?? '')) : []
    rows.value = [...data.items, ...far]
    if (!far.length) next.value = data.next ?? ''
  }
  async function more() {
    const question = asked.value
    const { data, error } = await fetchDeliveries({ state: state.value, ...filter.value, after: next.value, limit: String(PAGE) })
    if (question !== asked.value) return
    problem.value = error
    if (!data) return
    rows.value = [...(rows.value ?? []), ...data.items]
    next.value = data.next ?? ''
  }
  watch(asked, () => {
    if (route.params.section !== 'deliveries') return
    rows.value = null
    next.value = ''
    problem.value = null
    void load()
  }, { immediate: true })
  const timer = window.setInterval(() => { if (!document.hidden && rows.value) void load() }, EVERY)
  onScopeDispose(() => clearInterval(timer))
  return { rows, next, counts, problem, state, filter, some, show, load, more }
}
