import { api, type Result } from './client'
import type { components } from './schema'

type S = components['schemas']

export type BulletinKind = 'weekly' | 'feedback' | 'annual'
export type BulletinState = 'draft' | 'sent' | 'archived'

export interface BulletinRow {
  id: string
  kind: BulletinKind
  period: string
  unit?: string
  unit_name?: string
  title: string
  issue: string
  state: BulletinState
  snapshot_at: string
  sent_at?: string
  recipients: number
  receipts: number
  read: boolean
}

/** One part; strange are the numbers that do not follow from the snapshot. */
export type BulletinSection = S['SectionView']
export type Receipt = S['Receipt']

export interface Bulletin extends BulletinRow {
  version: number
  org: string
  name: string
  issuer: string
  date: string
  to: string
  hash?: string
  edited_at?: string
  edited_by?: string
  sent_by?: string
  sections: BulletinSection[]
  units: Receipt[]
}

export interface BulletinQuery { kind?: string; year?: string; state?: string; q?: string; unit?: string; after?: string }
export type BulletinSettings = S['BulletinSettings']

const at = (id: string) => `/bulletins/${encodeURIComponent(id)}`
export const fetchBulletins = (query: BulletinQuery) => api.get<{ items: BulletinRow[]; next: string | null }>('/bulletins', { ...query })
export const fetchBulletin = (id: string) => api.get<Bulletin>(at(id))
export const makeBulletin = (kind: BulletinKind, period: string, unit?: string) => api.post<Bulletin>('/bulletins', { kind, period, unit })
export const editBulletin = (b: Bulletin): Promise<Result<Bulletin>> =>
  api.send<Bulletin>('PATCH', at(b.id), { body: { version: b.version, title: b.title, sections: b.sections.map(({ key, title, text, hidden }) => ({ key, title, text, hidden: hidden ?? false })) } })
export const remakeBulletin = (b: Bulletin, section: string) => api.post<Bulletin>(`${at(b.id)}/regenerate`, { version: b.version, section })
export const sendBulletin = (b: Bulletin) => api.post<Bulletin>(`${at(b.id)}/send`, { version: b.version })
export const archiveBulletin = (b: Bulletin) => api.post<Bulletin>(`${at(b.id)}/archive`)
export const readBulletin = (b: Bulletin) => api.post<Bulletin>(`${at(b.id)}/receipt`)
export const fetchBulletinSettings = () => api.get<BulletinSettings>('/bulletins/settings')
export const saveBulletinSettings = (s: BulletinSettings) => api.send<BulletinSettings>('PUT', '/bulletins/settings', { body: s })
