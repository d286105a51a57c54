import { api } from './client'
import type { Rate } from './scores'
import type { components } from './schema'

type S = components['schemas']

export const DIMENSIONS = ['group', 'unit', 'channel', 'type', 'category', 'town', 'month'] as const
export type Dimension = (typeof DIMENSIONS)[number]
/** The counts of a breakdown that have tickets behind them. */
export type Counted = 'registered' | 'dispatched' | 'carried_in' | 'carried_out' | 'due' | 'on_time' | 'late' | 'closed' | 'closed_on_time' | 'satisfaction' | 'resolution'

/** What changed against another month: counts in percent, rates in percentage points. */
export type Change = S['Change']
export interface Slice {
  key: string
  name: string
  registered: number
  dispatched: number
  carried_in: number
  carried_out: number
  uncounted: number
  due: number
  on_time: number
  late: number
  closed: number
  resolve_due: Rate
  resolve_closed: Rate
  satisfaction: Rate
  resolution: Rate
  mom?: Change
  yoy?: Change
}
/** 构成: a month taken apart by one dimension; the rows add up to the totals. */
export interface Breakdown { month: string; by: Dimension; unit?: string; rows: Slice[]; totals: Slice }
export type Behind = S['SlaBehind']
export type BehindPage = S['BehindView']

export type NoiseRow = S['NoiseRow']
export type NoiseGroup = S['NoiseGroup']
export type Standing = S['Standing']
export type Smoothed = S['Smoothed']
/** 排名可信度: which ranks are within chance, and what smoothing would change. */
export type Noise = S['Noise']

export type SignalKind = 'late_accept_cluster' | 'contact_without_call' | 'closed_then_repeated' | 'satisfaction_gap' | 'month_end_answers' | 'late_returns'
/** 异常提示: a pattern for the supervisor to look at, never scored. */
export interface Signal { unit: string; name: string; group: string; kind: SignalKind; count: number; of: number; share: number; usual: number; others: number; text: string; nos: string[] }

const at = (month: string, what: string) => `/analysis/${month}/${what}`
export const fetchBreakdown = (month: string, by: Dimension, unit: string, signal?: AbortSignal) => api.get<Breakdown>(at(month, 'breakdown'), unit ? { by, unit } : { by }, signal)
export const fetchBehind = (month: string, q: { by: Dimension; key: string; of: Counted; unit?: string; after?: string }, signal?: AbortSignal) => api.get<BehindPage>(at(month, 'tickets'), { ...q, limit: 20 }, signal)
export const fetchNoise = (month: string, signal?: AbortSignal) => api.get<Noise>(at(month, 'noise'), {}, signal)
export const fetchSignals = (month: string, signal?: AbortSignal) => api.get<{ month: string; items: Signal[] }>(at(month, 'signals'), {}, signal)
