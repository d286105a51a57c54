import { api } from './client'
import type { SchemeRef, Trial } from './scores'
import type { components } from './schema'

type S = components['schemas']

/** A scoring scheme (考核办法) as sla.Scheme writes it; what it may leave out is optional. */
export interface Metric { key: string; name: string; weight: number; full_at: number; slope: number; floor: number; direction: 'higher' | 'lower'; denominator: string; rounding: number; per: 'point' | 'each' }
export type Finding = S['SlaFinding']
export type Bonus = S['Bonus']
export type Constant = S['Constant']
export type SchemeGroup = S['GroupName']
export type Exclusion = S['Exclusion']
export interface Scheme {
  name: string
  version: string
  title?: string
  base: number
  groups: SchemeGroup[]
  metrics: Metric[]
  findings: Finding[]
  bonuses: Bonus[]
  bonus_cap: number
  constants: Constant[]
  min_volume: number
  tie: '1224' | '1223'
  below?: '' | 'observe' | 'smooth' | 'rank'
  smoothing?: { k: number; toward: 'group' | 'target' }
  exclusions?: Exclusion[]
  ties?: string[]
  lists?: { red: number; black: number; black_of?: '' | 'group' | 'all' }
}
export type Activation = S['Activation']
export interface Schemes { items: Scheme[]; in_force: SchemeRef; month: string; activations: Activation[]; usual_exclusions: Exclusion[] }
export interface SchemeVersion { version: string; scheme: Scheme; hash: string; at?: string; by?: string; note?: string }
export type Fault = S['FieldFault']
export type Checked = S['CheckedScheme']
export type Standing = S['Standing']
/** A unit by two schemes: places gained, and which parts cost more or less. */
export type Moved = S['SlaMoved']
export type Comparison = S['Comparison']

export const fetchSchemes = () => api.get<Schemes>('/schemes')
export const fetchSchemeVersions = (name: string) => api.get<{ items: SchemeVersion[] }>(`/schemes/${encodeURIComponent(name)}/versions`)
export const checkScheme = (scheme: Scheme, signal?: AbortSignal) => api.post<Checked>('/schemes/check', { scheme }, { signal })
export const tryDraft = (scheme: Scheme, rates: Record<string, number>, findings: Record<string, number>, signal?: AbortSignal) => api.post<Trial>('/schemes/try', { scheme, rates, findings }, { signal })
export const compareScheme = (scheme: Scheme, month: string) => api.post<Comparison>('/schemes/compare', { scheme, month })
export const publishScheme = (scheme: Scheme, changes: string, key: string) => api.post<{ id: string; hash: string; current: boolean }>('/schemes', { ...scheme, changes }, { key })
export const activateScheme = (name: string, version: string, from: string, compared: string, key: string) => api.post<Schemes>(`/schemes/${encodeURIComponent(name)}/activate`, { from, version, compared }, { key })
