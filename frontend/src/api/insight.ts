import { api, type Query } from './client'
import type { State } from './types'
import type { components } from './schema'

type S = components['schemas']

export type Named = S['CodeName']
/** 热点问题: tickets about one matter in one place, over a window of days. */
export interface HotIssue {
  id: string
  rank: number
  title: string
  emerging: boolean
  category: Named
  /** The township most of them come from; "" where it is not known. */
  town: string
  towns: { town: string; count: number }[]
  place: string
  unit: string
  unit_name: string
  count: number
  callers: number
  /** Who they say they are: residents, parents, students. */
  who?: string[]
  repeats: number
  votes: number
  /** What the days before would let one expect of the window. */
  usual: number
  ratio: number
  heat: number
  first_at: string
  last_at: string
  /** 28 columns, the newest last. */
  daily: number[]
  /** How many of the last columns belong to the window. */
  recent: number
  progress: { accepted: number; contacted: number; resolved: number; late: number }
  quotes: { no: string; text: string }[]
  merge_groups: number
  tickets?: { no: string; title: string; town: string; unit_name: string; state: State; registered_at: string }[]
}
export interface Hot {
  from: string
  to: string
  now: string
  intake: number
  previous: number
  /** The smallest count that makes the list. */
  least: number
  /** Days of one column. */
  step?: number
  /** A long window is compared within itself. */
  basis?: 'before' | 'within'
  leading: (Named & { count: number; share: number }) | null
  issues: HotIssue[]
}
export type Day = S['Day']
export type Year = S['CalendarOfYear']
export type MatrixRow = S['MatrixRow']
export type Matrix = S['Matrix']
export type UnitCount = S['UnitTrend']
export type Note = S['Note']
export type Trends = S['Trends']

export const fetchHot = (query: Query, signal?: AbortSignal) => api.get<Hot>('/insight/hot', query, signal)
export const fetchTrends = (query: Query, signal?: AbortSignal) => api.get<Trends>('/insight/trends', query, signal)
