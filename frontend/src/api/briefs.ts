import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** The monthly brief as a value: runs of text, tables and charts, each figure computed from the month's snapshot. */
export type Run = S['Run']
export type Column = S['Column']
export type TableRow = S['TableRow']
export type BriefTable = S['Table']
export type ChartPoint = S['SlaPoint']
export type ChartLine = S['ChartLine']
export type ChartRow = S['ChartRow']
export type BriefChart = S['Chart']
export type Block = S['Block']
export type Section = S['SlaSection']
export type Brief = S['SlaBrief']

export type BriefStage = S['BriefStage']

/** A brief that a correction took the place of. */
export type BriefIssued = S['BriefIssued']
/** The scores have a later edition than the brief rests on. */
export type Outdated = S['Outdated']

/** A month in the list of briefs. */
export type BriefRow = S['BriefRow']

/** One section while the brief is composed; differs are numbers that do not follow from the snapshot, claims superlatives nobody computed. */
export type SectionState = S['SectionState']
export type BriefCase = S['Case']
export type Editing = S['Editing']
export type OpenBrief = S['BriefView']

/** A change of the composition; what is left out stays, an empty text is the computed one. */
export type SectionEdit = S['BriefSectionForm']
export type BriefEdit = Omit<S['BriefForm'], 'version'>

export const fetchBriefs = () => api.get<{ items: BriefRow[] }>('/briefs')
/** The brief in force, or the n-th issued for the month. */
export const fetchBrief = (month: string, n?: number) => api.get<OpenBrief>(`/briefs/${month}`, { n })
export const editBrief = (month: string, version: number, edit: BriefEdit) => api.send<OpenBrief>('PATCH', `/briefs/${month}`, { body: { version, ...edit } })
export const publishBrief = (month: string, version: number) => api.post<OpenBrief>(`/briefs/${month}/publish`, { version })
/** Begins a correction; what is published stands until that is. */
export const correctBrief = (month: string, version: number) => api.post<OpenBrief>(`/briefs/${month}/correct`, { version })
/** Gives the correction up; what was written for it stays for the next one. */
export const cancelCorrection = (month: string, version: number) => api.post<OpenBrief>(`/briefs/${month}/correct/cancel`, { version })
export const receiveBrief = (month: string) => api.post<OpenBrief>(`/briefs/${month}/receipt`)
/** The brief laid out by the server: no script, prints on A4. */
export const briefPage = (month: string, n?: number): string => `/api/v1/briefs/${month}.html${n ? `?n=${n}` : ''}`
/** The edition without internal names, for everybody. */
export const publicPage = (month: string): string => `/api/v1/briefs/${month}.html?edition=public`
