import { api } from './client'
import type { Page } from './types'

export type CallState = 'menu' | 'waiting' | 'ringing' | 'talking' | 'over' | 'abandoned' | 'missed' | 'left' | 'unreached'
export interface PhoneCall {
  id: string
  state: CallState
  out?: boolean
  /** masked */
  number?: string
  queue?: string
  started_at: string
  answered_at?: string
  ended_at?: string
  wait_s: number
  talk_s: number
  extension?: string
  agent?: string
  transfers?: number
  recorded?: boolean
  tickets?: string[]
}
export interface CurrentCall extends PhoneCall { full_number?: string; now: string }
export interface Seat { extension: string; dial: boolean; recordings: boolean }
export interface MissedNumber {
  id: string
  number: string
  first: string
  last: string
  due: string
  times: number
  queue?: string
  claimed_by?: string
  claimed_name?: string
  mine?: boolean
  tries: number
  last_try?: string
  note?: string
  settled?: string
  how?: 'called_back' | 'called_in' | 'unreached'
  full_number?: string
}
export interface FigureRow { offered: number; answered: number; prompt: number; abandoned: number; missed: number; left: number; rate: number | null; prompt_rate: number | null; wait_s: number; talk_s: number }
export interface Figures {
  from: string
  to: string
  target: number
  prompt_target: number
  total: FigureRow
  days: (FigureRow & { day: string })[]
  hours: FigureRow[]
  worst: (FigureRow & { from: string; to: string }) | null
  to_call_back: number
}

const one = (id: string) => `/calls/missed/${encodeURIComponent(id)}`
export const fetchSeat = () => api.get<Seat>('/me/extension')
export const sitDown = (extension: string, take = false) => api.put<Seat>('/me/extension', { extension, take })
export const fetchExtensions = () => api.get<{ items: { extension: string; user: string; name: string; since: string }[] }>('/extensions')
export const seatUser = (username: string, extension: string, take = false) => api.put<Seat>(`/users/${encodeURIComponent(username)}/extension`, { extension, take })
export const fetchCurrent = () => api.get<{ extension: string; call: CurrentCall | null }>('/calls/current')
export const fetchMissed = (settled: boolean) => api.get<{ items: MissedNumber[] }>('/calls/missed', settled ? { settled } : {})
export const claimMissed = (id: string) => api.post<MissedNumber>(one(id) + '/claim')
export const releaseMissed = (id: string) => api.post<MissedNumber>(one(id) + '/release')
export const doneMissed = (id: string, reached: boolean, note: string) => api.post<MissedNumber>(one(id) + '/done', { reached, note })
export const fetchCalls = (query: Record<string, string | undefined>) => api.get<Page<PhoneCall>>('/calls', query)
export const fetchTicketCalls = (no: string) => api.get<{ items: PhoneCall[] }>(`/tickets/${encodeURIComponent(no)}/calls`)
export const fetchFigures = (from: string, to: string) => api.get<Figures>('/calls/figures', { from, to })
export const dial = (body: { no?: string; missed?: string }) => api.post<{ extension: string }>('/calls/dial', body)
export const listen = (id: string, reason: string) => api.post<{ url: string }>(`/calls/${encodeURIComponent(id)}/recording`, { reason })
