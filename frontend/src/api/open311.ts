import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** A question of a service, in the words of the standard. */
export type OpenAttribute = S['Open311Attribute']
/** A category as it is published to civic-issue apps. */
export type OpenService = S['Open311Rule']
export type OpenSettings = S['Open311Settings']

export const fetchOpen311 = () => api.get<OpenSettings>('/open311')
export const saveOpen311 = (settings: OpenSettings) => api.send<OpenSettings>('PUT', '/open311', { body: settings })
