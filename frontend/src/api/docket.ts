import { api } from './client'
import type { ScoreMonth } from './scores'
import type { components } from './schema'

type S = components['schemas']

export type Stage = 'running' | 'draft' | 'objection' | 'published'
/** A decision behind a change. */
export interface ChangeReason { no: string; kind: 'appeal' | 'exclusion'; scope?: string; code?: string; taken?: boolean }
/** What an edition changed for a unit; without reasons only others moved. */
export interface Correction { unit: string; name: string; from: number; to: number; rank_from?: number; rank_to?: number; why: ChangeReason[] }
export interface EditionHead { n: number; at: string; by: string; reason?: string; early?: boolean; hash: string; changes?: Correction[] }
/** The life of a month: what was and, where it is to come, what is planned. */
export interface Life {
  stage: Stage
  ended: boolean
  running_at?: string
  snapshot_at?: string
  snapshot_hash?: string
  records?: number
  draft_planned?: string
  drafted_at?: string
  drafted_by?: string
  objection?: { from: string; until: string; open: boolean }
  decide_until?: string
  publish_planned?: string
  published_at?: string
  published_by?: string
  early?: boolean
  edition?: number
  editions: EditionHead[]
  appeals: { open: number; upheld: number; rejected: number }
  exclusions: number
}
export type Difference = S['SlaDifference']
/** What came of making a month again from its events. */
export type Replay = S['Replay']
/** The steps a supervisor can take. */
export type DocketStep = 'draft' | 'close' | 'correct'

export const moveMonth = (month: string, step: DocketStep, reason: string, key: string) => api.post<ScoreMonth>(`/scores/${month}/${step}`, reason ? { reason } : {}, { key })
export const replayMonth = (month: string, key: string) => api.post<Replay>(`/scores/${month}/replay`, {}, { key })

/** On which working days after its end a month moves along (考核日程). */
export type Timetable = S['SlaTimetable']
/** The dates of a month; fixed ones rest on its draft. */
export interface MonthPlan { month: string; fixed?: boolean; snapshot_at: string; draft_at: string; from: string; until: string; decide_by: string; publish_at: string }
export interface TimetableMonths extends Timetable { months: MonthPlan[] }

export const fetchTimetable = () => api.get<TimetableMonths>('/scores-settings')
export const checkTimetable = (timetable: Timetable, signal: AbortSignal) => api.post<{ faults: { field: string; message: string }[]; months: MonthPlan[] }>('/scores-settings/check', timetable, { signal })
export const saveTimetable = (timetable: Timetable) => api.send<TimetableMonths>('PUT', '/scores-settings', { body: timetable })
