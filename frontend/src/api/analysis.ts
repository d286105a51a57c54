import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export const DIMENSIONS = ['group', 'unit', 'channel', 'type', 'category', 'town', 'month'] as const
export type Dimension = S['Dimension']
/** The counts of a breakdown that have tickets behind them. */
export type Counted = 'registered' | 'dispatched' | 'carried_in' | 'carried_out' | 'due' | 'on_time' | 'late' | 'closed' | 'closed_on_time' | 'satisfaction' | 'resolution'

/** What changed against another month: counts in percent, rates in percentage points. */
export type Change = S['Change']
export type Slice = S['Slice']
/** 构成: a month taken apart by one dimension; the rows add up to the totals. */
export type Breakdown = S['Breakdown']
export type Behind = S['SlaBehind']
export type BehindPage = S['BehindView']

export type NoiseRow = S['NoiseRow']
export type NoiseGroup = S['NoiseGroup']
export type Standing = S['Standing']
export type Smoothed = S['Smoothed']
/** 排名可信度: which ranks are within chance, and what smoothing would change. */
export type Noise = S['Noise']

export type SignalKind = S['SignalKind']
/** 异常提示: a pattern for the supervisor to look at, never scored. */
export type Signal = S['Signal']

const at = (month: string, what: string) => `/analysis/${month}/${what}`
export const fetchBreakdown = (month: string, by: Dimension, unit: string, signal?: AbortSignal) => api.get<Breakdown>(at(month, 'breakdown'), unit ? { by, unit } : { by }, signal)
export const fetchBehind = (month: string, q: { by: Dimension; key: string; of: Counted; unit?: string; after?: string }, signal?: AbortSignal) => api.get<BehindPage>(at(month, 'tickets'), { ...q, limit: 20 }, signal)
export const fetchNoise = (month: string, signal?: AbortSignal) => api.get<Noise>(at(month, 'noise'), {}, signal)
export const fetchSignals = (month: string, signal?: AbortSignal) => api.get<{ month: string; items: Signal[] }>(at(month, 'signals'), {}, signal)
