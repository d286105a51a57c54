import type { MergeGroup, MergeMember } from '@/api/merges'
import { span } from '@/domain/time'
import type { T } from '@/i18n'

/** A ticket of a group beside its master; what is not known of the pair stays out. */
export type Beside = Omit<MergeMember, 'score' | 'hours' | 'same_caller'> & Partial<Pick<MergeMember, 'score' | 'same_caller'>>

/** The other tickets of a group when `head` is the master: the server compared each with the master it proposed, and with no other. */
export function besides(group: MergeGroup, head: string): Beside[] {
  if (head === group.master.no) return group.tickets
  const chosen = group.tickets.find((x) => x.no === head)
  const { no, title, town, place, unit_name, state, registered_at } = group.master
  const former: Beside = { no, title, town, place, unit_name, state, registered_at, distance_m: chosen?.distance_m, score: chosen?.score, same_caller: chosen?.same_caller }
  const rest = group.tickets.filter((x) => x.no !== head).map((x): Beside => ({ ...x, distance_m: undefined, score: undefined, same_caller: undefined }))
  return [former, ...rest]
}

/** "晚 2 小时": when a ticket came, seen from the master's. */
export function apart(t: T, at: string, master: string): string {
  const ms = Date.parse(at) - Date.parse(master)
  if (Math.abs(ms) < 60_000) return t('merge.sameTime')
  return t(ms < 0 ? 'merge.sooner' : 'merge.later', { span: span(t, ms) })
}

/** "前后 5 小时": how long a group stretches from its first ticket to its last. */
export function overTime(t: T, group: MergeGroup): string {
  const times = [group.master, ...group.tickets].map((x) => Date.parse(x.registered_at))
  const ms = Math.max(...times) - Math.min(...times)
  return ms < 60_000 ? t('merge.sameTime') : t('merge.span', { span: span(t, ms) })
}

/** A fresh reading in the order of what is shown: known groups keep their places, new ones come after them. */
export function inPlace(shown: readonly MergeGroup[], fresh: readonly MergeGroup[]): MergeGroup[] {
  const byId = new Map(fresh.map((g) => [g.id, g]))
  const known = new Set(shown.map((g) => g.id))
  return [...shown.flatMap((g) => byId.get(g.id) ?? []), ...fresh.filter((g) => !known.has(g.id))]
}
