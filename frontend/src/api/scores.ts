import { api } from './client'

/** A scored month as sla.Month writes it; numbers of points and rates have two decimals. */
export interface SchemeRef { name: string; version: string; title?: string; hash: string }
export interface Rate { key: string; num: number; den: number; rate?: number }
export interface Totals { registered: number; dispatched: number; due: number; on_time: number; late: number; units: number; ranked: number; observed: number; none: number; rates: Rate[] }
export type LostKind = 'time' | 'quality'
/** One segment of a score. */
export interface Part { key: string; name: string; max: number; points: number; lost: number; lost_kind?: LostKind; rate?: number; num: number; den: number; nos?: string[] }
export interface ScoreRow {
  unit: string
  name: string
  rank?: number
  total: number
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
  totals: Totals
  groups: ScoreGroup[]
  /** When the month was published; absent while it may still change. */
  published_at?: string
}
export interface BehindTicket { no: string; title: string; due?: string; met?: string; late_minutes?: number }
/** A part with its formula and the tickets that cost points. */
export interface Detail extends Part { full_at?: number; slope?: number; floor?: number; direction?: 'higher' | 'lower'; per?: 'point' | 'each'; tickets: BehindTicket[] }
export interface Gap {
  full: string[]
  next_rank?: number
  next_unit?: string
  next_name?: string
  behind?: number
  key?: string
  name?: string
  lost_kind?: LostKind
  count?: number
  lost?: number
  total?: number
  rank?: number
  needed?: number
}
export interface Explanation { month: string; scheme: SchemeRef; group: string; of: number; row: ScoreRow; parts: Detail[]; gap: Gap }
export interface Trial { total: number; bonus: number; penalty: number; parts: Part[]; extras?: Part[] }

export const fetchScores = (month: string, signal?: AbortSignal) => api.get<ScoreMonth>(`/scores/${month}`, {}, signal)
export const fetchUnitScore = (month: string, unit: string, signal?: AbortSignal) => api.get<Explanation>(`/scores/${month}/${encodeURIComponent(unit)}`, {}, signal)
export const closeMonth = (month: string, key: string) => api.post<ScoreMonth>(`/scores/${month}/close`, {}, { key })
export const tryScheme = (name: string, rates: Record<string, number>, findings: Record<string, number>, signal?: AbortSignal) =>
  api.post<Trial>(`/schemes/${encodeURIComponent(name)}/try`, { rates, findings }, { signal })
/** Months that have tickets, newest first. */
export const fetchMonths = () => api.get<{ items: string[] }>('/briefs')
