import { api, type Query } from './client'
import type { components } from './schema'

type S = components['schemas']

export type Named = S['CodeName']
/** 热点问题: tickets about one matter in one place, over a window of days. */
export type HotIssue = S['Issue']
export type Hot = S['Hot']
export type Day = S['Day']
export type Year = S['CalendarOfYear']
export type MatrixRow = S['MatrixRow']
export type Matrix = S['Matrix']
export type UnitCount = S['UnitTrend']
export type Note = S['Note']
export type Trends = S['Trends']

export const fetchHot = (query: Query, signal?: AbortSignal) => api.get<Hot>('/insight/hot', query, signal)
export const fetchTrends = (query: Query, signal?: AbortSignal) => api.get<Trends>('/insight/trends', query, signal)
