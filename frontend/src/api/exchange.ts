import type { Sending, Trial } from './channels'
import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** An upstream platform; the tables lead from their codes to ours, statuses from our milestones to theirs. */
export interface Platform {
  code: string
  name: string
  host: string
  url?: string
  active: boolean
  created_at: string
  by: string
  /** Both count to 100 only. */
  waiting: number
  dead: number
  last?: Sending
  categories: Record<string, string>
  units: Record<string, string>
  types: Record<string, string>
  urgencies: Record<string, string>
  statuses: Record<string, string>
  skip: string[]
  secret?: string
}
export const TABLES = ['categories', 'units', 'types', 'urgencies', 'statuses'] as const
export type Table = (typeof TABLES)[number]
export interface Platforms { items: Platform[]; milestones: string[] }
export type PlatformBody = Partial<Pick<Platform, 'code' | 'name' | 'url' | 'active' | 'skip' | 'secret' | Table>>

export type Webhook = S['Webhook']
export type Webhooks = S['Webhooks']
export type WebhookBody = S['WebhookForm']

/** What came in; `refused` says why it was not taken. */
export type Received = S['ExchangedLine']
export type Sent = S['Sent']
export type Exchanged = S['Exchange']
export type DifferenceKind = 'theirs_open' | 'theirs_closed' | 'missing_here' | 'missing_there'
export interface Difference { kind: DifferenceKind; no: string; ticket?: string; at: string; waiting?: boolean; state?: string }
export interface Reconciled { platform: string; at?: string; since?: string; by?: string; theirs: number; ours: number; differences: Difference[] }

const one = (kind: string, id: string) => `/${kind}/${encodeURIComponent(id)}`

export const fetchPlatforms = () => api.get<Platforms>('/platforms')
export const addPlatform = (body: PlatformBody, key: string) => api.post<Platform>('/platforms', body, { key })
export const changePlatform = (code: string, body: PlatformBody) => api.send<Platform>('PATCH', one('platforms', code), { body })
export const fetchWebhooks = () => api.get<Webhooks>('/webhooks')
export const addWebhook = (body: WebhookBody, key: string) => api.post<Webhook>('/webhooks', body, { key })
export const changeWebhook = (id: string, body: WebhookBody) => api.send<Webhook>('PATCH', one('webhooks', id), { body })
export const removeWebhook = (id: string) => api.send<null>('DELETE', one('webhooks', id))
export const testWebhook = (id: string) => api.post<Trial>(`${one('webhooks', id)}/test`)
export const fetchExchange = (query: { platform: string; side: string; state?: string; after?: string }) => api.get<Exchanged>('/exchange', query)
export const fetchReconcile = (platform: string) => api.get<Reconciled>('/exchange/reconcile', { platform })
export const reconcile = (platform: string, key: string) => api.post<Reconciled>('/exchange/reconcile', { platform }, { key })
export const mend = (platform: string, no: string, key: string) => api.post<{ sent: number; ticket?: string; more?: boolean }>('/exchange/mend', { platform, no }, { key })
