import { api } from './client'

export type AppealKind = 'appeal' | 'exclusion'
export type AppealState = 'open' | 'upheld' | 'rejected' | 'withdrawn'
/** What a decision does to the unit's score; a missing rank is that of a unit not ranked. */
export interface Effect { points_from: number; points_to: number; total_from: number; total_to: number; rank_from?: number; rank_to?: number }
/** 申诉 or 剔除 of one ticket in a month. */
export interface Appeal {
  id: string
  kind: AppealKind
  month: string
  unit: string
  unit_name: string
  no: string
  title: string
  scope: string
  scope_name: string
  code?: string
  code_name?: string
  reason: string
  evidence: string
  events: { seq: number; kind: string; at: string }[]
  asked_by: string
  asked_role: string
  asked_at: string
  until?: string
  state: AppealState
  decided_by?: string
  decided_at?: string
  decision?: string
  effect?: Effect
  may_decide: boolean
  may_withdraw: boolean
}
/** What a month allows: as the answer of a month's scores says it. */
export interface MonthWindow { life?: { stage: string; objection?: { from: string; until: string; open?: boolean } } }
export interface AppealForm { month: string; unit?: string; no: string; scope?: string; code?: string; reason: string; evidence: string; events?: number[] }
/** A reason of 剔除 that the scheme of the month allows. */
export interface ExclusionCode { code: string; name: string }

const path = (kind: AppealKind) => (kind === 'appeal' ? '/appeals' : '/exclusions')
const at = (a: Appeal) => `${path(a.kind)}/${encodeURIComponent(a.id)}`

export const fetchAppeals = (kind: AppealKind, query: { month?: string; unit?: string; state?: AppealState }) => api.get<{ items: Appeal[]; codes?: ExclusionCode[] }>(path(kind), { ...query })
export const fileAppeal = (kind: AppealKind, form: AppealForm, key: string) => api.post<Appeal>(path(kind), form, { key })
export const decideAppeal = (a: Appeal, approve: boolean, reason: string) => api.post<Appeal>(`${at(a)}/decide`, { approve, reason })
export const withdrawAppeal = (a: Appeal) => api.post<Appeal>(`${at(a)}/withdraw`)
