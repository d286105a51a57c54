import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** A scored month as sla.Month writes it; numbers of points and rates have two decimals. */
export type SchemeRef = S['SchemeRef']
export type Rate = S['SlaRate']
export type Totals = Pick<S['Totals'], 'registered' | 'dispatched' | 'due' | 'on_time' | 'late' | 'units' | 'ranked' | 'observed' | 'none' | 'rates'>
export type LostKind = S['LostKind']
/** One segment of a score. */
export type Part = S['Part']
export type ScoreRow = S['Row']
export type ScoreGroup = S['SlaGroup']
export type ScoreMonth = Omit<S['MonthView'], 'totals' | 'intake' | 'lists'> & { totals: Totals }
export type GiveBack = S['GiveBack']
export type Counted = S['CountedAs']
export type Side = S['Side']
/** A ticket as it counts in a part, with the event that decided it and what it alone would give back. */
export type BehindTicket = S['SlaTicketRow']
export type CountedPage = S['CountedPage']
export type FormulaKind = S['FormulaKind']
export type Formula = S['Formula']
/** A part with its formula and the tickets that cost points. */
export type Detail = S['Detail']
export type Gap = S['Gap']
export type Explanation = S['Explanation']
export type Trial = S['Trial']

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
