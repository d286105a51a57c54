import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export type AppealKind = 'appeal' | 'exclusion'
export type AppealState = 'open' | 'upheld' | 'rejected' | 'withdrawn'
/** What a decision does to the unit's score; a missing rank is that of a unit not ranked. */
export type Effect = S['Effect']
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
export type AppealForm = S['AppealForm']
/** A reason of 剔除 that the scheme of the month allows. */
export type ExclusionCode = S['CodeName']

const path = (kind: AppealKind) => (kind === 'appeal' ? '/appeals' : '/exclusions')
const at = (a: Appeal) => `${path(a.kind)}/${encodeURIComponent(a.id)}`

export const fetchAppeals = (kind: AppealKind, query: { month?: string; unit?: string; state?: AppealState }) => api.get<{ items: Appeal[]; codes?: ExclusionCode[] }>(path(kind), { ...query })
export const fileAppeal = (kind: AppealKind, form: AppealForm, key: string) => api.post<Appeal>(path(kind), form, { key })
export const decideAppeal = (a: Appeal, approve: boolean, reason: string) => api.post<Appeal>(`${at(a)}/decide`, { approve, reason })
export const withdrawAppeal = (a: Appeal) => api.post<Appeal>(`${at(a)}/withdraw`)
