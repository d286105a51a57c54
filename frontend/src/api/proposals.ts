import { api } from './client'
import type { UnitName } from './types'

/** A catalogue entry that a conference proposes. */
export interface Proposal {
  id: string
  at: string
  no: string
  by: string
  state: 'open' | 'adopted' | 'dropped'
  entry: { name: string; category?: string; category_name?: string; words: string[]; lead: string; lead_name: string; co_units: UnitName[]; basis?: string }
  decided_at?: string
  decided_by?: string
  reason?: string
  catalogue?: string
}

export const fetchProposals = () => api.get<{ items: Proposal[] }>('/catalogue/proposals')
export const adoptProposal = (id: string, key: string) => api.post<Proposal>(`/catalogue/proposals/${encodeURIComponent(id)}/adopt`, {}, { key })
export const dropProposal = (id: string, reason: string, key: string) => api.post<Proposal>(`/catalogue/proposals/${encodeURIComponent(id)}/drop`, { reason }, { key })
