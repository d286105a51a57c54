import { api } from './client'
import type { FigureRow } from './phone'
import type { Channel, Urgency } from './types'

export interface BoardRate { rate: number; num: number; den: number }
export interface Finding { run: string; rule: string; count: number; units: string[]; new: number; gone: number; handled?: { by: string; at: string; note: string }; at: string }
/** 今日话务 beside yesterday's. */
export interface BoardCalls { today: FigureRow; yesterday: FigureRow; target: number; prompt_target: number; to_call_back: number }
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

export interface AutoDay { count: number; intake: number; returned: number }
/** What was dispatched without a person today, beside yesterday's. */
export interface AutoToday extends AutoDay {
  yesterday: AutoDay
  threshold: number
  last: { at: string; no: string; title: string; unit_name: string; score: number }[]
}

export const fetchAutoToday = () => api.get<AutoToday>('/board/auto', {})
