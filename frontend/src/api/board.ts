import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export type BoardRate = S['RateView']
export type Finding = S['FindingView']
/** 今日话务 beside yesterday's. */
export type BoardCalls = S['BoardCalls']
/** Today's figures beside yesterday's: counters and a few rows, no personal data. */
export type Board = S['Board']

export const fetchBoard = (signal?: AbortSignal) => api.get<Board>('/board', {}, signal)

export type AutoDay = S['AutoDay']
/** What was dispatched without a person today, beside yesterday's. */
export type AutoToday = S['Auto']

export const fetchAutoToday = () => api.get<AutoToday>('/board/auto', {})
