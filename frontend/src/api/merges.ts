import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** A ticket that may be the master's matter, with how far it lies from it in place and time. */
export type MergeMember = S['MergeMember']
/** 合并建议, named by its master's number: tickets that look like one matter. Nothing is merged until a person does it. */
export type MergeGroup = S['Merge']

export const fetchMerges = (signal?: AbortSignal) => api.get<S['Merges']>('/merges', {}, signal)

/** Says that a group is no group (不是同一件事): it is not suggested again. */
export const dismissMerge = (no: string) => api.post<null>(`/merges/${encodeURIComponent(no)}/dismiss`)

/** Takes that back. */
export const recallMerge = (no: string) => api.send<null>('DELETE', `/merges/${encodeURIComponent(no)}/dismiss`)
