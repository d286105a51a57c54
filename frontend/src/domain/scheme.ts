import type { Metric, Scheme } from '@/api/schemes'
import { trim } from './score'

export const METRICS = ['accept', 'contact', 'resolve', 'satisfaction', 'resolution', 'response', 'redo', 'improper_return'] as const
export const FINDINGS = ['reply', 'false_completion', 'leak', 'supervise_2', 'supervise_3'] as const
export const BONUSES = ['praise', 'difficult', 'catalogue', 'article_uses', 'article_updates'] as const
export const TIES = ['satisfaction', 'volume', 'on_time', 'name'] as const

/** What a metric may be divided by; the first is the usual. */
export function denominators(key: string): Metric['denominator'][] {
  if (key === 'redo') return ['closed', 'due']
  if (key === 'improper_return') return ['returns', 'due']
  return ['accept', 'contact', 'resolve'].includes(key) ? ['due'] : ['answers']
}

export const lowerIsBetter = (key: string): boolean => key === 'redo' || key === 'improper_return'

export function newMetric(key: string, name: string): Metric {
  const lower = lowerIsBetter(key)
  return { key, name, weight: 0, full_at: lower ? 0 : 95, slope: 1, floor: 0, direction: lower ? 'lower' : 'higher', denominator: denominators(key)[0] ?? 'due', rounding: 2, per: 'point' }
}

const sum = (list: readonly { weight?: number }[]) => list.reduce((n, one) => n + Math.round((one.weight || 0) * 100), 0)

/** All weights together; it must be the base. */
export const weights = (s: Scheme): number => (sum(s.metrics) + sum(s.findings) + sum(s.constants)) / 100

/** "2026-1" becomes "2026-2", "a" becomes "a-2": a version once published is never another. */
export function nextVersion(version: string, used: readonly string[]): string {
  const [, stem = `${version}-`, n = '1'] = /^(.*?)(\d+)$/.exec(version) ?? []
  for (let next = Number(n) + 1; ; next++) if (!used.includes(stem + next)) return stem + next
}

export interface Change { field: string; from: string; to: string }

type Keyed = { key?: string; code?: string }
const idOf = (one: unknown): string => (typeof one === 'object' && one !== null ? ((one as Keyed).key ?? (one as Keyed).code ?? '') : String(one))
const isList = (list: unknown): list is unknown[] => Array.isArray(list)
const text = (value: unknown): string => (value === undefined || value === null || value === '' ? '' : typeof value === 'number' ? trim(value) : isList(value) ? value.map((v) => text(v)).join(', ') : String(value))

/** Every field of a scheme by its path: "metrics.accept.weight". Parts are known by their key, not by their place. */
function fields(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (isList(value) && value.some((one) => typeof one === 'object')) for (const one of value) fields(one, `${path}.${idOf(one)}`, into)
  else if (typeof value === 'object' && value !== null && !isList(value)) for (const [key, one] of Object.entries(value)) fields(one, path ? `${path}.${key}` : key, into)
  else if (!/\.(key|code)$/.test(path) && text(value) !== '') into.set(path, text(value))
  return into
}

/** What differs between two schemes, field by field; the version's own name does not count. */
export function schemeDiff(before: Scheme, after: Scheme): Change[] {
  const [was, is] = [fields(before, '', new Map()), fields(after, '', new Map())]
  const zero = (s: string | undefined) => (s === '0' ? undefined : s)
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((f) => f !== 'version' && zero(was.get(f)) !== zero(is.get(f)))
    .map((f) => ({ field: f, from: was.get(f) ?? '', to: is.get(f) ?? '' }))
}

/** Where a slider of the trial begins and ends, in percent. */
export const trialSpan = (m: Metric): [number, number] => (m.direction === 'lower' ? [0, Math.max(20, Math.ceil(m.full_at + 20))] : [Math.max(0, Math.floor(Math.min(60, m.full_at - 20))), 100])
