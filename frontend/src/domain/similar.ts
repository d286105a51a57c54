import type { Duplicate, Similar } from '@/api/types'
import { hasKey, type T } from '@/i18n'

/** "80 米", "1.2 公里": how far apart two places are; empty where one of them has no position. */
export function farText(t: T, metres: number | undefined): string {
  if (metres === undefined) return ''
  if (metres < 10) return t('dup.near')
  return metres < 1000 ? t('dup.meters', { n: Math.round(metres) }) : t('dup.km', { n: (metres / 1000).toFixed(1) })
}

/** Where a duplicate lies, seen from an address: how far, the same place, or its own. */
export function whereText(t: T, d: Pick<Duplicate, 'distance_m' | 'place'>, address: string): string {
  const same = d.place && address.includes(d.place)
  return farText(t, d.distance_m) || (same ? t('dup.samePlace') : d.place) || t('dup.noPlace')
}

/** "同一事件 · 已并 6 件": why it may be the same matter, and what lies under it. */
export function aboutText(t: T, d: Pick<Duplicate, 'kind' | 'cluster'>): string {
  const under = Math.max(0, (d.cluster ?? 0) - 1)
  return [t(`dup.kind.${d.kind}`), under > 0 ? t('dup.cluster', { n: under }) : ''].filter(Boolean).join(' · ')
}

/** "区住建委办结，没有退": how an earlier ticket ended; words of older servers stay as they are.
 *  On a unit's own card its name is left out; whom a returned ticket went to is always said. */
export function outcomeText(t: T, similar: Pick<Similar, 'outcome' | 'unit_name'>, own = false): string {
  const named = similar.unit_name && (!own || similar.outcome === 'redispatched')
  const key = `similar.${named ? 'outcome' : 'outcomePlain'}.${similar.outcome}`
  return hasKey(key) ? t(key, { unit: similar.unit_name }) : similar.outcome
}

/** Each earlier ticket once, those that came back first: they teach most. */
export function returnedFirst(list: readonly Similar[]): Similar[] {
  const back = (s: Similar) => (s.outcome === 'returned' || s.outcome === 'redispatched' ? 0 : 1)
  const sorted = [...list].sort((a, b) => back(a) - back(b))
  return sorted.filter((s, i) => sorted.findIndex((o) => o.no === s.no) === i)
}
