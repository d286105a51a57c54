import { api } from './client'
import type { Page } from './types'
import type { components } from './schema'

type S = components['schemas']

export type CallState = S['PhoneCallState']
export type PhoneCall = S['Call']
export type CurrentCall = S['CurrentCall']
export type Seat = S['Desk']
export type MissedNumber = S['Missed']
export type FigureRow = S['FigureRow']
export type Figures = S['Figures']

const one = (id: string) => `/calls/missed/${encodeURIComponent(id)}`
export const fetchSeat = () => api.get<Seat>('/me/extension')
export const sitDown = (extension: string, take = false) => api.put<Seat>('/me/extension', { extension, take })
export const fetchExtensions = () => api.get<{ items: { extension: string; user: string; name: string; since: string }[] }>('/extensions')
export const seatUser = (username: string, extension: string, take = false) => api.put<Seat>(`/users/${encodeURIComponent(username)}/extension`, { extension, take })
export const fetchCurrent = () => api.get<{ extension: string; call: CurrentCall | null }>('/calls/current')
export const fetchMissed = (settled: boolean, limit?: number, after?: string) => api.get<Page<MissedNumber>>('/calls/missed', { settled: settled || undefined, limit, after })
export const claimMissed = (id: string) => api.post<MissedNumber>(one(id) + '/claim')
export const releaseMissed = (id: string) => api.post<MissedNumber>(one(id) + '/release')
export const doneMissed = (id: string, reached: boolean, note: string) => api.post<MissedNumber>(one(id) + '/done', { reached, note })
export const fetchCalls = (query: Record<string, string | undefined>) => api.get<Page<PhoneCall>>('/calls', query)
export const fetchTicketCalls = (no: string) => api.get<{ items: PhoneCall[] }>(`/tickets/${encodeURIComponent(no)}/calls`)
export const fetchFigures = (from: string, to: string) => api.get<Figures>('/calls/figures', { from, to })
export const dial = (body: { no?: string; missed?: string }) => api.post<{ extension: string }>('/calls/dial', body)
export const listen = (id: string, reason: string) => api.post<{ url: string }>(`/calls/${encodeURIComponent(id)}/recording`, { reason })
