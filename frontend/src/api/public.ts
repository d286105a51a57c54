import { api, queryString } from './client'
import type { Attachment, ReportFacts, State, TicketFile } from './types'

/** What a citizen sends. */
export interface PublicTicket {
  type?: 'report'
  report?: ReportFacts
  text: string
  place: { address: string; town?: string; lon?: number; lat?: number }
  caller: { name: string; phone: string; anonymous: boolean; confidential?: true; wants_reply?: false; progress?: true; publish?: true }
  /** Photos that were sent before. */
  attachments?: string[]
  /** No person sees this field; who fills it in is a program. */
  website?: string
}
/** A station of the way; the page has the words, `text` is what the hotline or the unit said. */
export interface PublicStep { kind: string; at?: string; text: string; unit?: string; done: boolean; due?: string }
/** What the citizen was asked for in one go. */
export interface PublicAsk { items: string[]; text?: string; at: string; answered: boolean }
export interface PublicProgress {
  no: string
  state: State
  title: string
  registered_at: string
  unit_name?: string
  steps: PublicStep[]
  reply?: { text: string; at: string }
  asked?: PublicAsk
  extension?: { until: string; reason?: string }
  suspended_until?: string
  may_rate: boolean
  may_append: boolean
  may_withdraw: boolean
  may_urge: boolean
  /** How the citizen is told of the progress, and whether a text message is a way to. */
  told?: 'sms' | 'wechat'
  may_follow?: boolean
  /** From when one may urge again. */
  may_urge_at?: string
  /** What came with the matter, and what the reply carries. */
  attachments?: PublicFile[]
  rating?: { resolved: boolean; satisfied: boolean; at: string }
}
/** A file as its citizen sees it. */
export type PublicFile = Attachment & { at: string; reply?: boolean }
export interface Rating { resolved: boolean; satisfied: boolean; comment?: string }

const path = (no: string) => `/public/tickets/${encodeURIComponent(no)}`

export interface PlaceProposal { town: string; place: string }

export const sendPublic = (body: PublicTicket, key: string, proof = '') => api.post<{ no: string; code: string }>('/public/tickets', body, { key, proof })
export const fetchPlaces = (q: string, signal?: AbortSignal) => api.get<{ items: PlaceProposal[] }>('/public/places', { q }, signal)
export const fetchProgress = (no: string, code: string, signal?: AbortSignal) => api.get<PublicProgress>(path(no), { code }, signal)
export const rate = (no: string, code: string, rating: Rating, key: string) => api.post<PublicProgress>(path(no) + '/rating', { code, ...rating }, { key })
export const urge = (no: string, code: string, key: string) => api.post<PublicProgress>(path(no) + '/urge', { code }, { key })
export const append = (no: string, code: string, text: string, files: string[], key: string) => api.post<PublicProgress>(path(no) + '/append', { code, text, ...(files.length ? { attachments: files } : {}) }, { key })
/** Where a file of a matter is shown from, for who has its code. */
export const publicFileURL = (no: string, code: string) => (f: Pick<TicketFile, 'id'>, how: '' | 'thumb' | 'save' = '') =>
  `/api/v1${path(no)}/files/${f.id}${how === 'thumb' ? '/thumb' : ''}${queryString({ code, save: how === 'save' ? 1 : undefined })}`
/** What the hotline says of itself: its name, and whether it can send text messages. */
export interface FormFacts { name: string; messages: boolean }
export const fetchFormFacts = () => api.get<FormFacts>('/public/form')
/** Be told of the progress by text message, or no more. */
export const follow = (no: string, code: string, messages: boolean, key: string) => api.post<PublicProgress>(path(no) + '/follow', { code, messages }, { key })
export const withdraw = (no: string, code: string, reason: string, key: string) => api.post<PublicProgress>(path(no) + '/withdraw', { code, reason }, { key })
