import { api } from './client'
import type { Trial } from './scores'
import type { components } from './schema'

type S = components['schemas']

/** A scoring scheme (考核办法) as sla.Scheme writes it; what it may leave out is optional. */
export type Metric = S['Metric']
export type Finding = S['SlaFinding']
export type Bonus = S['Bonus']
export type Constant = S['Constant']
export type SchemeGroup = S['GroupName']
export type Exclusion = S['Exclusion']
export type Scheme = S['Scheme']
export type Activation = S['Activation']
export type Schemes = S['Schemes']
export type SchemeVersion = S['VersionOfScheme']
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
