import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** A catalogue entry that a conference proposes. */
export type Proposal = S['Proposal']

export const fetchProposals = () => api.get<{ items: Proposal[] }>('/catalogue/proposals')
export const adoptProposal = (id: string, key: string) => api.post<Proposal>(`/catalogue/proposals/${encodeURIComponent(id)}/adopt`, {}, { key })
export const dropProposal = (id: string, reason: string, key: string) => api.post<Proposal>(`/catalogue/proposals/${encodeURIComponent(id)}/drop`, { reason }, { key })
