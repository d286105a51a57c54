import { api, newKey } from './client'
import type { Problem } from './types'
import type { components } from './schema'

type S = components['schemas']

export type ImportKind = S['ImportsKind']
export type ImportState = S['ImportsState']
export type Source = S['ImportsSource']
export type Mapping = Record<string, Source>
export type Field = S['ImportsField']
export type Counts = S['ImportsCounts']
export type Fault = S['ImportFault']
export type Unknown = S['UnknownWord']
/** A file that was sent and how far it is. */
export type Import = S['Import']
export type PreviewRow = S['PreviewRow']
export type Profile = S['ImportsProfile']

const path = (id: string) => `/imports/${id}`
export const fetchImports = () => api.get<{ items: Import[] }>('/imports')
export const fetchImport = (id: string) => api.get<Import>(path(id))
export const fetchPreview = (id: string) => api.get<{ items: PreviewRow[] }>(`${path(id)}/preview`)
export const changeImport = (id: string, body: object) => api.send<Import>('PATCH', path(id), { body })
export const stepImport = (id: string, step: 'check' | 'run' | 'cancel') => api.post<Import>(`${path(id)}/${step}`, {}, { key: newKey() })
export const removeImport = (id: string) => api.send<null>('DELETE', path(id))
export const fetchProfiles = () => api.get<{ items: Profile[] }>('/import-profiles')
export const saveProfile = (name: string, kind: ImportKind, mapping: Mapping) => api.post<Profile>('/import-profiles', { name, kind, mapping }, { key: newKey() })
export const fetchDraft = (id: string) => api.get<object>(`${path(id)}/catalogue`)
export const rejectedUrl = (id: string, format: 'csv' | 'xlsx') => `/api/v1${path(id)}/rejected.${format}`

const none: Problem = { status: 0, code: 'offline', title: '', detail: '', errors: [] }

/** Sends a file, telling how much of it is behind. */
export function sendImport(file: File, kind: ImportKind, progress: (share: number) => void): Promise<{ data: Import | null; error: Problem | null }> {
  return new Promise((done) => {
    const form = new FormData()
    form.append('kind', kind)
    form.append('file', file)
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/imports')
    request.setRequestHeader('X-CSRF-Token', api.csrf)
    request.setRequestHeader('Accept-Language', api.language)
    request.upload.onprogress = (e) => { if (e.lengthComputable) progress(e.loaded / e.total) }
    request.onerror = () => done({ data: null, error: none })
    request.onload = () => {
      let body: unknown = null
      try { body = JSON.parse(request.responseText) } catch { /* a proxy's own words */ }
      if (request.status < 300) done({ data: body as Import, error: null })
      else done({ data: null, error: { ...none, code: 'internal', ...(body as Partial<Problem> | null), status: request.status } })
    }
    request.send(form)
  })
}

/** The sheet of initial passwords: the server gives it out once. */
export async function fetchPasswords(id: string): Promise<Blob | null> {
  const response = await fetch(`/api/v1${path(id)}/passwords`, { method: 'POST', headers: { 'X-CSRF-Token': api.csrf, 'Accept-Language': api.language }, credentials: 'same-origin' })
  return response.ok ? response.blob() : null
}
