import { api } from './client'
import type { State } from './types'

export interface MergeTicket {
  no: string
  title: string
  town?: string
  place?: string
  unit_name?: string
  state: State
  registered_at: string
}
/** A ticket that may be the master's matter, with how far it lies from it in place and time. */
export interface MergeMember extends MergeTicket { score: number; distance_m?: number; hours: number; same_caller: boolean }
/** 合并建议, named by its master's number: tickets that look like one matter. Nothing is merged until a person does it. */
export interface MergeGroup {
  id: string
  /** `callers` counts what lies under it already, itself included. */
  master: MergeTicket & { callers: number }
  tickets: MergeMember[]
  category?: { code: string; name: string }
  reason: string
}

export const fetchMerges = (signal?: AbortSignal) => api.get<{ items: MergeGroup[]; now: string }>('/merges', {}, signal)

/** Says that a group is no group (不是同一件事): it is not suggested again. */
export const dismissMerge = (no: string) => api.post<null>(`/merges/${encodeURIComponent(no)}/dismiss`)

/** Takes that back. */
export const recallMerge = (no: string) => api.send<null>('DELETE', `/merges/${encodeURIComponent(no)}/dismiss`)
