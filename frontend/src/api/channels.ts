import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export const CHANNEL_KINDS = ['webhook', 'wecom', 'dingtalk', 'feishu', 'email', 'sms'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]
export type OwnKind = keyof S['On']
export const DELIVERY_STATES = ['waiting', 'sent', 'dead', 'dropped'] as const
export type DeliveryState = S['DeliveryState']

/** A span of the local day; `urgent` lets what is life-threatening through. */
export type Quiet = S['Quiet']
/** What came of one attempt; no reason: the receiver took it. */
export type Sending = S['Sending']
export type Channel = Omit<S['ChannelView'], 'kind'> & { kind: ChannelKind }
export type Channels = Omit<S['Channels'], 'items' | 'kinds'> & { items: Channel[]; kinds: { kind: ChannelKind; ready: boolean }[] }
export type ChannelBody = S['ChannelForm']
export type Trial = S['ChannelTest']

export type Delivery = S['Delivery']
export type Deliveries = S['Deliveries']
export type DeliveryQuery = Partial<Record<'state' | 'channel' | 'unit' | 'no' | 'after' | 'limit', string>>

/** How one wants to be told when no console is open. */
export type Reach = Omit<S['Reach'], 'ready' | 'browsers'>
export type ReachState = S['Reach']

const path = (id: string) => `/channels/${encodeURIComponent(id)}`
const one = (id: string) => `/deliveries/${encodeURIComponent(id)}`

export const fetchChannels = () => api.get<Channels>('/channels')
export const addChannel = (body: ChannelBody, key: string) => api.post<Channel>('/channels', body, { key })
export const changeChannel = (id: string, body: ChannelBody) => api.send<Channel>('PATCH', path(id), { body })
export const removeChannel = (id: string) => api.send<null>('DELETE', path(id))
export const testChannel = (id: string) => api.post<Trial>(`${path(id)}/test`)
/** What the citizen of a ticket was told of the progress. */
export type Told = S['Told']
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
