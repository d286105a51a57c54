import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export type Post = S['Post']
export type Staff = S['Staff']
/** One stretch of a shift, of a leave, or of nobody. */
export type Spell = S['Spell']
export type Roster = S['Roster']
export type OnDuty = S['OnDuty']
export type UnitLights = S['UnitLights']

export type InspectionRule = S['InspectionRule']
export type Lights = S['LightRules']
export type Inspection = S['Inspection']
export type RunFinding = S['InspectionFinding']
export type Handled = S['Handled']
export type Run = S['InspectionRun']

export const fetchRoster = (scope: string, from: string) => api.get<Roster>('/roster', { scope, from })
export const fetchOnDuty = (unit?: string) => api.get<OnDuty>('/roster/now', { unit })
export const addShift = (body: object, key: string) => api.post<Spell>('/roster', body, { key })
export const removeShift = (id: string) => api.send<null>('DELETE', `/roster/${encodeURIComponent(id)}`)
export const copyWeek = (scope: string, from: string, key: string) => api.post<{ added: number }>('/roster/copy', { scope, from }, { key })
export const importRoster = (scope: string, text: string, key: string) => api.post<{ added: number }>('/roster/import', { scope, text }, { key })
export const fetchLights = () => api.get<{ at: string; units: UnitLights[] }>('/lights')
export const fetchInspection = () => api.get<Inspection>('/inspection')
export const putInspection = (body: Inspection) => api.send<Inspection>('PUT', '/inspection', { body })
export const tryInspection = (rules: InspectionRule[], key: string) => api.post<Run>('/inspection/try', { rules }, { key })
export const fetchInspections = (day: string) => api.get<{ items: Run[] }>('/inspections', { day })
export const runInspection = (key: string) => api.post<{ items: Run[] }>('/inspections', {}, { key })
export const handleFinding = (run: string, rule: string, note: string, key: string) => api.post<Run>(`/inspections/${run}/${rule}/handle`, { note }, { key })
