import { api, type Query } from './client'
import type { ActionKind, Page } from './types'

export type LetterKind = 'urge' | 'supervise' | 'list' | 'talk' | 'raise' | 'transfer'
export type LetterState = 'issued' | 'received' | 'late' | 'answered' | 'closed'
export type SuperviseForm = 'letter' | 'onsite' | 'meeting' | 'leader_note' | 'media'

/** A letter of the ladder (督办文书). */
export interface Letter {
  n: number
  id: string
  number: string
  no: string
  version: number
  title: string
  kind: LetterKind
  level: number
  form: SuperviseForm | ''
  unit: string
  unit_name: string
  issued_at: string
  /** Missing: a timer sent it. */
  issued_by?: string
  due: string
  reason?: string
  receiver?: string
  received_at?: string
  received_by?: string
  answered_at?: string
  answered_by?: string
  answer?: string
  late: boolean
  closed_at?: string
  closed_by?: string
  closing?: string
  withdrawn?: boolean
  state: LetterState
  actions: ActionKind[]
}
/** The letter as it is printed; its words are the server's. */
export interface LetterDocument { number: string; title: string; to: string; body: string[]; issuer: string; date: string; due: string; copies: string[] | null }
export interface LetterPage extends Letter { document: LetterDocument }
/** An act of supervision other than a letter, with what came of it. */
export interface Oversight {
  n: number; form: SuperviseForm; by: string; recorded: string; at: string; place?: string; who?: string; text?: string; result?: string; result_at?: string; result_by?: string
}
/** A rung of the ladder: which letters or which reason must have come before. */
export interface Rung { kind: LetterKind; level: number; by: string[]; copies: string[]; answer: string; after?: LetterKind[]; codes?: string[]; must?: boolean; outside?: boolean }

export const fetchLetters = (query: Query, signal?: AbortSignal) => api.get<Page<Letter>>('/letters', query, signal)
export const fetchLetter = (id: string, signal?: AbortSignal) => api.get<LetterPage>(`/letters/${encodeURIComponent(id)}`, {}, signal)
export const fetchLadder = () => api.get<{ items: Rung[] }>('/ladder')
/** What a supervision would send; it writes nothing. */
export const previewLetter = (no: string, body: object, signal?: AbortSignal) =>
  api.post<{ document: LetterDocument | null; due?: string }>(`/tickets/${encodeURIComponent(no)}/preview-letter`, body, { signal })
