import { api, newKey } from './client'
import type { components } from './schema'

type S = components['schemas']

/** A file being made on the server: fetched once, when it is ready. */
export type Export = S['Export']
/** What to take out: the workbook of a month, or a list by the filters of its page. */
export type ExportAsk = { kind: 'scores' | 'brief'; month: string } | { list: string; filter: Record<string, string>; format: 'xlsx' | 'csv' | 'gb18030' }

export const beginExport = (ask: ExportAsk) => api.post<Export>('/exports', ask, { key: newKey() })
export const fetchExport = (id: string) => api.get<Export>(`/exports/${id}`)
export const cancelExport = (id: string) => api.send<null>('DELETE', `/exports/${id}`)
export const exportFile = (id: string): string => `/api/v1/exports/${id}/file`
