import { api } from './client'
import type { Life } from './docket'
import type { components } from './schema'

type S = components['schemas']

/** A scored month as sla.Month writes it; numbers of points and rates have two decimals. */
export type SchemeRef = S['SchemeRef']
export type Rate = S['SlaRate']
export interface Totals { registered: number; dispatched: number; due: number; on_time: number; late: number; units: number; ranked: number; observed: number; none: number; rates: Rate[] }
export type LostKind = 'time' | 'quality'
/** One segment of a score. */
export interface Part { key: string; name: string; max: number; points: number; lost: number; lost_kind?: LostKind; rate?: number; smoothed?: number; num: number; den: number; nos?: string[] }
export interface ScoreRow {
  unit: string
  name: string
  rank?: number
  total: number
  raw_total?: number
  bonus: number
  penalty: number
  parts: Part[]
  extras?: Part[]
  dispatched: number
  carried_in: number
  carried_out: number
  due: number
  late: number
  note?: 'few_due' | 'min_due' | 'no_due'
}
export interface ScoreGroup { key: string; name: string; ranked: ScoreRow[]; observed: ScoreRow[]; none: ScoreRow[] }
export interface ScoreMonth {
  month: string
  scheme: SchemeRef
  min_volume?: number
  totals: Totals
  groups: ScoreGroup[]
  /** When the month was published; absent while it may still change. */
  published_at?: string
  life: Life
}
export type GiveBack = S['GiveBack']
export type Counted = 'num' | 'lost' | 'den'
export type Side = 'all' | 'num' | 'lost'
/** A ticket as it counts in a part, with the event that decided it and what it alone would give back. */
export interface BehindTicket {
  no: string
  title: string
  counted?: Counted
  nth?: number
  times?: number
  due?: string
  met?: string
  at?: string
  late_minutes?: number
  event?: { seq: number; kind: string; at: string }
  give_back?: GiveBack
  appealable?: boolean
}
export interface CountedPage { month: string; unit: string; name: string; key: string; side: Side; num: number; den: number; lost: number; total: number; items: BehindTicket[]; next?: string }
export type FormulaKind = 'rate' | 'each' | 'finding' | 'bonus' | 'constant' | 'none'
export type Formula = S['Formula']
/** A part with its formula and the tickets that cost points. */
export interface Detail extends Part { full_at?: number; slope?: number; floor?: number; direction?: 'higher' | 'lower'; per?: 'point' | 'each'; formula: Formula; tickets: BehindTicket[]; give_back?: GiveBack }
export type Gap = S['Gap']
export interface Explanation { month: string; scheme: SchemeRef; group: string; of: number; min_volume?: number; row: ScoreRow; parts: Detail[]; gap: Gap; published_at?: string }
export interface Trial { total: number; bonus: number; penalty: number; parts: Part[]; extras?: Part[] }

export const fetchScores = (month: string, signal?: AbortSignal) => api.get<ScoreMonth>(`/scores/${month}`, {}, signal)
export const fetchUnitScore = (month: string, unit: string, signal?: AbortSignal) => api.get<Explanation>(`/scores/${month}/${encodeURIComponent(unit)}`, {}, signal)
export const fetchCounted = (month: string, unit: string, key: string, side: Side, after = '', signal?: AbortSignal) =>
  api.get<CountedPage>(`/scores/${month}/${encodeURIComponent(unit)}/${key}`, { side, after, limit: 50 }, signal)
export const tryScheme = (name: string, rates: Record<string, number>, findings: Record<string, number>, signal?: AbortSignal) =>
  api.post<Trial>(`/schemes/${encodeURIComponent(name)}/try`, { rates, findings }, { signal })
/** Months that have tickets, newest first. */
export async function fetchMonths(): Promise<string[]> {
  const { data } = await api.get<{ items: { month: string }[] }>('/briefs')
  return data?.items.map((b) => b.month) ?? []
}
