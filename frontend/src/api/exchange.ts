import type { Trial } from './channels'
import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** An upstream platform; the tables lead from their codes to ours, statuses from our milestones to theirs. */
export type Platform = S['Platform']
export const TABLES = ['categories', 'units', 'types', 'urgencies', 'statuses'] as const
export type Table = (typeof TABLES)[number]
export type Platforms = S['Platforms']
/** The words of the tables are the clerk's, as typed: the server says which it does not know. */
export type PlatformBody = Omit<S['PlatformForm'], 'types' | 'urgencies'> & { types?: Record<string, string>; urgencies?: Record<string, string> }

export type Webhook = S['Webhook']
export type Webhooks = S['Webhooks']
export type WebhookBody = S['WebhookForm']

/** What came in; `refused` says why it was not taken. */
export type Received = S['ExchangedLine']
export type Sent = S['Sent']
export type Exchanged = S['Exchange']
export type DifferenceKind = S['ExchangeDifferenceKind']
export type Difference = S['DifferenceView']
export type Reconciled = S['Reconcile']

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
