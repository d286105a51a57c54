import { computed, inject, type InjectionKey, onScopeDispose, provide, ref, type Ref, watch } from 'vue'
import { type Appeal, type AppealKind, type ExclusionCode, fetchAppeals, type MonthWindow } from '@/api/appeals'
import type { Problem } from '@/api/types'
import { inOrder } from '@/domain/appeal'
import { useSession } from '@/stores/session'
import { useSocket } from './useSocket'

/** What is asked and decided about a month, and what the reader may ask. */
export function useAppeals(month: () => string) {
  const items = ref<Appeal[]>([])
  const codes = ref<ExclusionCode[]>([])
  const problem = ref<Problem | null>(null)
  const loading = ref(true)
  async function load() {
    const wanted = month()
    if (!wanted) return
    const [appeals, exclusions] = await Promise.all([fetchAppeals('appeal', { month: wanted }), fetchAppeals('exclusion', { month: wanted })])
    if (wanted !== month()) return
    loading.value = false
    problem.value = appeals.error ?? exclusions.error
    if (exclusions.data?.codes) codes.value = exclusions.data.codes
    if (appeals.data && exclusions.data) items.value = inOrder([...appeals.data.items, ...exclusions.data.items])
  }
  watch(month, () => { items.value = []; loading.value = true; void load() }, { immediate: true })
  onScopeDispose(useSocket().onFrame((frame) => { if (/^(appeal|exclusion)_/.test(frame.kind)) void load() }))
  const of = (kind: AppealKind) => computed(() => items.value.filter((a) => a.kind === kind))
  return { items, codes, appeals: of('appeal'), exclusions: of('exclusion'), problem, loading, load }
}

/** What the rows of a unit's score need to offer 申诉 and 申请剔除. */
export interface Asking {
  unit: Ref<string>
  may: Ref<Record<AppealKind, boolean>>
  items: Ref<Appeal[]>
  ask: (kind: AppealKind, no: string, scope: string, about?: number) => void
}
const key: InjectionKey<Asking> = Symbol('asking')
export const useAsking = (): Asking | null => inject(key, null)

/** Offers to ask while the month allows it: units on their own tickets, a dispatcher for exclusions. */
export function provideAsking(scores: () => MonthWindow | null, unit: Ref<string>, items: Ref<Appeal[]>, ask: Asking['ask']): void {
  const session = useSession()
  const may = computed(() => {
    const life = scores()?.life
    const own = session.role === 'liaison'
    return { appeal: own && life?.objection?.open === true, exclusion: (own || session.role === 'dispatcher') && life !== undefined && life.stage !== 'published' }
  })
  provide(key, { unit, may, items, ask })
}
