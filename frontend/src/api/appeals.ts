import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export type AppealKind = S['AdjustmentKind']
export type AppealState = S['AppealState']
/** What a decision does to the unit's score; a missing rank is that of a unit not ranked. */
export type Effect = S['Effect']
/** 申诉 or 剔除 of one ticket in a month. */
export type Appeal = S['Appeal']
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
