import { api } from './client'
import type { Channel, Urgency } from './types'
import type { components } from './schema'

type S = components['schemas']

export type BoardRate = S['RateView']
export type Finding = S['FindingView']
/** 今日话务 beside yesterday's. */
export type BoardCalls = S['BoardCalls']
/** Today's figures beside yesterday's: counters and a few rows, no personal data. */
export interface Board {
  at: string
  today: { intake: number; by_channel: Partial<Record<Channel, number>> }
  open: number
  open_by: { to_accept: number; to_contact: number; working: number; replied: number }
  late: number
  late_by: Partial<Record<'accept' | 'contact' | 'resolve', number>>
  rates: { accept: BoardRate; contact: BoardRate; satisfied: BoardRate }
  yesterday: { intake: number; open?: number; late: number; accept_rate: number; contact_rate: number; satisfied_rate: number }
  /** Late tickets by supervision level, 0 to 6. */
  levels: number[]
  near: { total: number; accept: number; contact: number; resolve: number }
  towns: { town: string; count: number; late: number }[]
  last: { at: string; category_name: string; town: string; unit_name: string; urgency: Urgency }[]
  late_history: { day: string; late: number }[]
  findings: Finding[]
  /** Left out where no telephone system tells of calls. */
  calls?: BoardCalls
}

export const fetchBoard = (signal?: AbortSignal) => api.get<Board>('/board', {}, signal)

export type AutoDay = S['AutoDay']
/** What was dispatched without a person today, beside yesterday's. */
export type AutoToday = S['Auto']

export const fetchAutoToday = () => api.get<AutoToday>('/board/auto', {})
