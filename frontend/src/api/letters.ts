import { api, type Query } from './client'
import type { Page } from './types'
import type { components } from './schema'

type S = components['schemas']

export type LetterKind = S['LetterKind']
export type LetterState = S['LetterState']
export type SuperviseForm = S['Form']

/** A letter of the ladder (督办文书). */
export type Letter = S['Letter']
/** The letter as it is printed; its words are the server's. */
export type LetterDocument = S['Document']
export type LetterPage = S['LetterPageView']
/** An act of supervision other than a letter, with what came of it. */
export type Oversight = S['Oversight']
/** A rung of the ladder: which letters or which reason must have come before. */
export type Rung = S['Rung']

export const fetchLetters = (query: Query, signal?: AbortSignal) => api.get<Page<Letter>>('/letters', query, signal)
export const fetchLetter = (id: string, signal?: AbortSignal) => api.get<LetterPage>(`/letters/${encodeURIComponent(id)}`, {}, signal)
export const fetchLadder = () => api.get<{ items: Rung[] }>('/ladder')
/** What a supervision would send; it writes nothing. */
export const previewLetter = (no: string, body: object, signal?: AbortSignal) =>
  api.post<{ document: LetterDocument | null; due?: string }>(`/tickets/${encodeURIComponent(no)}/preview-letter`, body, { signal })
