import { api } from './client'

/** A question of a service, in the words of the standard. */
export interface OpenAttribute { variable: boolean; code: string; datatype: string; required: boolean; datatype_description: string; order: number; description: string; values: { key: string; name: string }[] }
/** A category as it is published to civic-issue apps. */
export interface OpenService { code: string; category: string; name: string; description: string; groups: string[]; keywords: string[]; notice: string; demand: string; coarse: boolean; published: boolean; attributes: OpenAttribute[] }
export interface OpenSettings { on: boolean; jurisdiction: string; contact: string; key_service: string; url: string; tokens: boolean; replies: boolean; pictures: boolean; changed?: string; services: OpenService[] }

export const fetchOpen311 = () => api.get<OpenSettings>('/open311')
export const saveOpen311 = (settings: OpenSettings) => api.send<OpenSettings>('PUT', '/open311', { body: settings })
