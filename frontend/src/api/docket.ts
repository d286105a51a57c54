import { api } from './client'
import type { ScoreMonth } from './scores'
import type { components } from './schema'

type S = components['schemas']

export type Stage = S['Stage']
/** A decision behind a change. */
export type ChangeReason = S['SlaReason']
/** What an edition changed for a unit; without reasons only others moved. */
export type Correction = S['Correction']
export type EditionHead = S['EditionHead']
/** The life of a month: what was and, where it is to come, what is planned. */
export type Life = S['Life']
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
export type MonthPlan = S['MonthPlan']
export type TimetableMonths = S['TimetableView']

export const fetchTimetable = () => api.get<TimetableMonths>('/scores-settings')
export const checkTimetable = (timetable: Timetable, signal: AbortSignal) => api.post<{ faults: { field: string; message: string }[]; months: MonthPlan[] }>('/scores-settings/check', timetable, { signal })
export const saveTimetable = (timetable: Timetable) => api.send<TimetableMonths>('PUT', '/scores-settings', { body: timetable })
