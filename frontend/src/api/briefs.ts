import { api } from './client'
import type { Receipt } from './bulletins'
import type { SchemeRef } from './scores'

/** The monthly brief as a value: runs of text, tables and charts, each figure computed from the month's snapshot. */
export interface Run { text: string; style?: 'bold' | 'lead' }
export interface Column { title: string; right?: boolean; bold?: boolean }
export interface TableRow { cells: string[]; unit?: string; fold?: boolean }
export interface BriefTable { key: string; caption: string; columns: Column[]; rows: TableRow[]; halves?: boolean }
export interface ChartPoint { label: string; value: number; before?: number; strong?: boolean }
export interface ChartLine { label: string; values: (number | null)[] }
export interface ChartRow { label: string; counts: number[]; sum: number }
export interface BriefChart { key: string; kind: 'bar' | 'lying' | 'lines' | 'heat'; caption: string; points?: ChartPoint[]; labels?: string[]; lines?: ChartLine[]; cells?: ChartRow[]; hundredths?: boolean }
export interface Block { kind: 'paragraph' | 'note' | 'table' | 'chart'; runs?: Run[]; table?: BriefTable; chart?: BriefChart }
export interface Section { key: string; heading: string; blocks: Block[] }
export interface Brief {
  month: string
  draft?: boolean
  org: string
  name: string
  issue: string
  issuer: string
  date: string
  title: string
  edition?: number
  correction?: string
  summary: Block[]
  sections: Section[]
  annex: Block[]
  to: string
  cc: string
  signer: string
  snapshot_at: string
  scheme: SchemeRef
}

export type BriefStage = 'auto' | 'edited' | 'published' | 'correcting'

/** A brief that a correction took the place of. */
export interface BriefIssued { n: number; edition: number; published_at: string; published_by: string; hash: string; recipients: number; receipts: number }
/** The scores have a later edition than the brief rests on. */
export interface Outdated { edition: number; newest: number; at: string; reason?: string; units: number }

/** A month in the list of briefs. */
export interface BriefRow { month: string; stage: BriefStage; issue?: string; edited_at?: string; published_at?: string; recipients: number; receipts: number; read: boolean; corrected?: boolean; outdated?: boolean }

/** One section while the brief is composed; differs are numbers that do not follow from the snapshot, claims superlatives nobody computed. */
export interface SectionState { key: string; title: string; on: boolean; order: number; edited: boolean; text: string; generated: string; generated_title: string; differs: string[]; claims: string[] }
export interface BriefCase { unit: string; text: string; no: string }
export interface Editing { version: number; stage: BriefStage; edited_at?: string; edited_by?: string; sections: SectionState[]; to: string; cc: string; signer: string; issuer: string; steps: string[]; cases: BriefCase[]; receipts: Receipt[] }
export interface OpenBrief extends Brief { stage: BriefStage; published_at?: string; published_by?: string; hash?: string; read_at?: string; n: number; issues: number; earlier: BriefIssued[]; outdated?: Outdated; editing?: Editing }

/** A change of the composition; what is left out stays, an empty text is the computed one. */
export interface SectionEdit { key: string; on: boolean; order: number; title?: string; text?: string }
export interface BriefEdit { sections?: SectionEdit[]; to?: string; cc?: string; signer?: string; issuer?: string; steps?: string[]; cases?: BriefCase[] }

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
