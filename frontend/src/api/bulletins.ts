import { api, type Result } from './client'
import type { components } from './schema'

type S = components['schemas']

export type BulletinKind = S['BulletinKind']
export type BulletinState = S['BulletinState']

export type BulletinRow = S['BulletinRow']

/** One part; strange are the numbers that do not follow from the snapshot. */
export type BulletinSection = S['SectionView']
export type Receipt = S['Receipt']

export type Bulletin = S['Bulletin']

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
