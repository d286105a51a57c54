import { api } from './client'
import type { Urgency } from './types'
import type { components } from './schema'

type S = components['schemas']

export const CHANNEL_KINDS = ['webhook', 'wecom', 'dingtalk', 'feishu', 'email', 'sms'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]
export type OwnKind = 'email' | 'sms' | 'webpush'
export const DELIVERY_STATES = ['waiting', 'sent', 'dead', 'dropped'] as const
export type DeliveryState = S['DeliveryState']

/** A span of the local day; `urgent` lets what is life-threatening through. */
export interface Quiet { from: string; to: string; urgent: boolean }
/** What came of one attempt; no reason: the receiver took it. */
export type Sending = S['Sending']
export interface Channel {
  id: string
  name: string
  kind: ChannelKind
  /** "" everybody, unit:<code> or role:<role> */
  scope: string
  unit_name?: string
  host?: string
  hint?: string
  secret: boolean
  addresses: string[]
  events: string[]
  always: boolean
  quiet: Quiet
  group: number
  active: boolean
  created_at: string
  by: string
  /** Both count to 100 only. */
  waiting: number
  dead: number
  last?: Sending
}
export interface Channels { items: Channel[]; kinds: { kind: ChannelKind; ready: boolean }[]; events: string[] }
export type ChannelBody = Partial<Pick<Channel, 'name' | 'kind' | 'scope' | 'addresses' | 'events' | 'always' | 'quiet' | 'group' | 'active'>> & { url?: string; secret?: string }
export type Trial = S['ChannelTest']

export interface Delivery {
  id: string
  channel: string
  channel_name?: string
  kind: ChannelKind | 'webpush'
  recipient: string
  unit?: string
  unit_name?: string
  user?: string
  target?: string
  no?: string
  title?: string
  text?: string
  notice: string
  urgency?: Urgency
  state: DeliveryState
  reason?: string
  attempts: number
  created_at: string
  due: string
  group?: string
  last?: Sending
}
export interface Deliveries { items: Delivery[]; next?: string; counts?: Record<'waiting' | 'dead', number> }
export type DeliveryQuery = Partial<Record<'state' | 'channel' | 'unit' | 'no' | 'after' | 'limit', string>>

/** How one wants to be told when no console is open. */
export interface Reach { channels: Record<OwnKind, boolean>; quiet: Quiet; email: string; phone: string }
export interface ReachState extends Reach { ready: Record<OwnKind, boolean>; browsers: number }

const path = (id: string) => `/channels/${encodeURIComponent(id)}`
const one = (id: string) => `/deliveries/${encodeURIComponent(id)}`

export const fetchChannels = () => api.get<Channels>('/channels')
export const addChannel = (body: ChannelBody, key: string) => api.post<Channel>('/channels', body, { key })
export const changeChannel = (id: string, body: ChannelBody) => api.send<Channel>('PATCH', path(id), { body })
export const removeChannel = (id: string) => api.send<null>('DELETE', path(id))
export const testChannel = (id: string) => api.post<Trial>(`${path(id)}/test`)
/** What the citizen of a ticket was told of the progress. */
export type Told = Pick<Delivery, 'notice' | 'kind' | 'state' | 'reason' | 'created_at' | 'due' | 'last'>
export const fetchTold = (no: string) => api.get<{ items: Told[] }>(`/tickets/${encodeURIComponent(no)}/told`)
export const fetchDeliveries = (query: DeliveryQuery) => api.get<Deliveries>('/deliveries', query)
export const retryDelivery = (id: string, key: string) => api.post<Delivery>(`${one(id)}/retry`, {}, { key })
export const retryDeliveries = (body: { ids?: string[]; channel?: string; unit?: string; no?: string }, key: string) => api.post<{ retried: number; more: boolean }>('/deliveries/retry', body, { key })
export const dropDelivery = (id: string, reason: string, key: string) => api.post<Delivery>(`${one(id)}/drop`, { reason }, { key })
export const fetchReach = () => api.get<ReachState>('/me/notifications')
export const putReach = (body: Reach) => api.send<ReachState>('PUT', '/me/notifications', { body })
export const testReach = (kind: OwnKind) => api.post<Trial>('/me/notifications/test', { kind })
export const fetchPushKey = () => api.get<{ key: string }>('/me/push-key')
export const addBrowser = (body: PushSubscriptionJSON) => api.post<{ browsers: number }>('/me/push-subscriptions', { endpoint: body.endpoint, keys: body.keys })
export const removeBrowser = (endpoint: string) => api.send<null>('DELETE', '/me/push-subscriptions', { body: { endpoint } })
