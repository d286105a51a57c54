import { api } from './client'
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
  summary: Block[]
  sections: Section[]
  annex: Block[]
  to: string
  cc: string
  signer: string
  snapshot_at: string
  scheme: SchemeRef
}

export const fetchBriefs = () => api.get<{ items: string[] }>('/briefs')
export const fetchBrief = (month: string, signal?: AbortSignal) => api.get<Brief>(`/briefs/${month}`, {}, signal)
/** The brief laid out by the server: no script, prints on A4. */
export const briefPage = (month: string): string => `/api/v1/briefs/${month}.html`
