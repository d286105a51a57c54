import { api, newKey } from './client'

/** A workbook being made on the server: fetched once, when it is ready. */
export interface Export { id: string; state: 'waiting' | 'running' | 'ready' | 'failed'; done: number; total: number; name: string }
export type ExportKind = 'scores' | 'brief'

export const beginExport = (kind: ExportKind, month: string) => api.post<Export>('/exports', { kind, month }, { key: newKey() })
export const fetchExport = (id: string) => api.get<Export>(`/exports/${id}`)
export const exportFile = (id: string): string => `/api/v1/exports/${id}/file`
