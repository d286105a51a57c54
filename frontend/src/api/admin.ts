import { api } from './client'
import type { components } from './schema'
import type { Candidate, Unit } from './types'

type S = components['schemas']

export type Account = S['Account']
export type Token = S['Token']
export type Job = S['Job']
export type AuditLine = S['Audit']
export type Versions = S['Versions']
/** The limits of one urgency (and type); a limit is written as "15m", "4wh", "1wd". */
export type PolicyRule = S['PolicyRule']
export type Policy = S['Policy']
export type Days = S['Days']
export type YearDays = S['YearData']
export type LocalDay = S['LocalDay']
export type CalendarData = S['CalendarData']
/** A line of the dispatch catalogue; empty options are inherited from the line above. */
export type Entry = S['DispatchEntry']
export type Catalogue = S['Catalogue']
export type Published = S['Version']

export const fetchUsers = () => api.get<{ items: Account[] }>('/users')
export const addUser = (body: object, key: string) => api.post<Account>('/users', body, { key })
export const changeUser = (username: string, body: object) => api.send<Account>('PATCH', `/users/${encodeURIComponent(username)}`, { body })
export const addUnit = (body: Partial<Unit>, key: string) => api.post<Unit>('/units', body, { key })
export const changeUnit = (code: string, body: Partial<Unit>) => api.send<Unit>('PATCH', `/units/${encodeURIComponent(code)}`, { body })
/** What a unit would leave behind. */
export type Holdings = S['Holdings']
/** One bite of a hand-over; `left` tells how many tickets are still to go. */
export type HandoverResult = S['HandoverResult']
export const fetchHoldings = (code: string) => api.get<Holdings>(`/units/${encodeURIComponent(code)}/holdings`)
export const handOver = (code: string, body: { to: string; reason: string; users: 'move' | 'deactivate' }, key: string) => api.post<HandoverResult>(`/units/${encodeURIComponent(code)}/handover`, body, { key })
export const fetchCatalogue = () => api.get<Catalogue>('/catalogue')
export const fetchVersion = <T>(kind: 'policies' | 'calendars') => api.get<T>(`/${kind}/current`)
export const fetchVersionList = (kind: 'policies' | 'calendars') => api.get<{ items: Published[] }>(`/${kind}`)
export const publish = (kind: 'catalogue' | 'policies' | 'calendars', body: unknown, key: string) => api.post<Published>(`/${kind}`, body, { key })
export const fetchTokens = () => api.get<{ items: Token[] }>('/tokens')
export const addToken = (body: object, key: string) => api.post<Token>('/tokens', body, { key })
export const revokeToken = (id: string) => api.send<null>('DELETE', `/tokens/${encodeURIComponent(id)}`)
export const fetchJobs = () => api.get<{ items: Job[] }>('/jobs')
export const runJob = (name: string, key: string) => api.post<{ items: Job[] }>(`/jobs/${encodeURIComponent(name)}/run`, {}, { key })
export const fetchAudit = (query: { user?: string; kind?: string; after?: string }) => api.get<{ items: AuditLine[]; next: string | null }>('/audit', query)
export type { Candidate }
