import { api, type Query, type Result } from './client'
import type { ActionKind, CallerRecord, NewTicket, Page, ReplyCheck, Suggestion, Ticket, TicketEvent, TicketRow } from './types'

const path = (no: string) => `/tickets/${encodeURIComponent(no)}`

/** One page of a queue or search, in the order of its clock. */
export const fetchTickets = (query: Query, signal?: AbortSignal) => api.get<Page<TicketRow>>('/tickets', query, signal)

export const fetchTicket = (no: string, signal?: AbortSignal) => api.get<Ticket>(path(no), {}, signal)

/** The record of a ticket and whether its hash chain is whole. */
export const fetchEvents = (no: string, signal?: AbortSignal) =>
  api.get<{ items: TicketEvent[]; intact: boolean }>(path(no) + '/events', {}, signal)

/** Takes one step on a ticket; `key` makes a repeat harmless. */
export const act = (no: string, action: ActionKind, body: object, key: string): Promise<Result<Ticket>> =>
  api.post<Ticket>(`${path(no)}/${action}`, body, { key })

export const register = (body: NewTicket, key: string) => api.post<Ticket>('/tickets', body, { key })

/** Category, units, duplicates and advice for words that are still being typed. */
export const suggest = (body: object, signal?: AbortSignal) => api.post<Suggestion>('/suggest', body, { signal })

/** Earlier tickets of a number. The number travels in the body so that it never lies in a URL. */
export const lookupCaller = (phone: string, signal?: AbortSignal) =>
  api.post<CallerRecord>('/callers/lookup', { phone }, { signal })

/** How a reply that is still being typed reads against the ticket. */
export const checkReply = (no: string, body: { text: string; resolved: boolean }, signal?: AbortSignal) =>
  api.post<ReplyCheck>(`${path(no)}/check-reply`, body, { signal })

/** Counts of this user's lanes, by queue name. */
export const fetchQueues = () => api.get<{ queues: Record<string, number> }>('/queues')
