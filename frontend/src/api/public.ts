import { api, queryString } from './client'
import type { TicketFile } from './types'
import type { components } from './schema'

type S = components['schemas']

/** What a citizen sends. */
export type PublicTicket = S['PublicForm']
/** A station of the way; the page has the words, `text` is what the hotline or the unit said. */
export type PublicStep = S['StepView']
/** What the citizen was asked for in one go. */
export type PublicAsk = S['PublicAsk']
export type PublicProgress = S['Track']
/** A file as its citizen sees it. */
export type PublicFile = S['PublicFile']
export type Rating = Omit<S['RatingForm'], 'code'>

const path = (no: string) => `/public/tickets/${encodeURIComponent(no)}`

export type PlaceProposal = S['PlaceProposal']

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
export type FormFacts = S['FormFacts']
export const fetchFormFacts = () => api.get<FormFacts>('/public/form')
/** Be told of the progress by text message, or no more. */
export const follow = (no: string, code: string, messages: boolean, key: string) => api.post<PublicProgress>(path(no) + '/follow', { code, messages }, { key })
export const withdraw = (no: string, code: string, reason: string, key: string) => api.post<PublicProgress>(path(no) + '/withdraw', { code, reason }, { key })
