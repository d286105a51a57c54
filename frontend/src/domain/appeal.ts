import type { Appeal, Effect } from '@/api/appeals'
import { type T } from '@/i18n'
import { points } from './score'

/** How a decision moves the score, signed, or nothing where it does not. */
export const change = (e: Effect | undefined): string => {
  const n = e ? e.total_to - e.total_from : 0
  return Math.abs(n) < 0.005 ? '' : (n > 0 ? '+' : '−') + points(Math.abs(n))
}

/** The state in words: what waits says what agreeing would bring. */
export function stateText(t: T, a: Appeal): string {
  if (a.state !== 'open') return t(a.kind === 'appeal' ? `appeals.state.${a.state}` : `appeals.exclusionState.${a.state}`)
  const n = change(a.effect)
  return n ? t('appeals.ifYes', { n }) : t('appeals.ifYesNone')
}

/** The effect with its numbers: points of the part, the total, the rank. */
export function effectText(t: T, a: Appeal): string {
  const e = a.effect
  if (!e) return ''
  const place = (n: number | undefined) => n ?? t('appeals.unranked')
  const rank = e.rank_from === e.rank_to ? '' : t('appeals.rank', { from: place(e.rank_from), to: place(e.rank_to) })
  const total = { total: points(e.total_from), after: points(e.total_to), rank }
  if (a.scope === 'all') return t(a.state === 'open' ? 'appeals.effectAll' : 'appeals.wasAll', total)
  return t(a.state === 'open' ? 'appeals.effect' : 'appeals.was', { name: a.scope_name, from: points(e.points_from), to: points(e.points_to), ...total })
}

/** What it is about, in a few words: 按时接单 · 站内停电. */
export const aboutText = (t: T, a: Appeal): string => `${a.kind === 'appeal' ? a.scope_name.replace(/率$/, '') : (a.code_name ?? t('appeals.whole'))} · ${a.reason}`

/** What waits first; among those the earliest deadline, then the newest. */
export const inOrder = (list: readonly Appeal[]): Appeal[] =>
  [...list].sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open') || b.asked_at.localeCompare(a.asked_at))

export const counts = (list: readonly Appeal[]) => ({ open: list.filter((a) => a.state === 'open').length, upheld: list.filter((a) => a.state === 'upheld').length, rejected: list.filter((a) => a.state === 'rejected').length })

/** What waits, by month, the earliest first: its decisions are due first. */
export function waitingByMonth(list: readonly Pick<Appeal, 'kind' | 'month' | 'state'>[]): { month: string; appeals: number; exclusions: number }[] {
  const open = list.filter((a) => a.state === 'open')
  const n = (month: string, kind: Appeal['kind']) => open.filter((a) => a.month === month && a.kind === kind).length
  return [...new Set(open.map((a) => a.month))].sort().map((month) => ({ month, appeals: n(month, 'appeal'), exclusions: n(month, 'exclusion') }))
}
