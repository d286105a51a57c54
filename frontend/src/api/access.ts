import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export type AccessKind = S['AccessKind']
export const ACCESS_KINDS = ['reveal', 'page', 'lookup', 'print', 'export', 'unseal', 'file', 'recording', 'dial'] as const satisfies readonly AccessKind[]

/** One look at personal data: who, when, why, which fields, from which address. */
export type AccessLine = S['Access']
export type AccessCount = S['AccessCount']
export type AccessCounts = S['AccessCounts']
export type AccessQuery = Partial<Record<'user' | 'no' | 'kind' | 'from' | 'to' | 'after' | 'limit', string>>

export const fetchAccess = (query: AccessQuery) => api.get<{ items: AccessLine[]; next: string | null }>('/access', query)
export const fetchTicketAccess = (no: string) => api.get<{ items: AccessLine[]; next: string | null }>(`/tickets/${no}/access`, { limit: '6' })
export const fetchAccessCounts = () => api.get<AccessCounts>('/access/counts')
/** Tells the server that the page of a ticket went to a printer. */
export const sayPrinted = (no: string, caller: '' | 'masked' | 'full') => api.post<null>(`/tickets/${no}/printed`, { caller })
