import { api, type Result } from './client'
import type { Attachment, TicketFile } from './types'
import type { components } from './schema'

type S = components['schemas']

/** What may be sent, as the server is set up. */
export type FileLimits = S['Limits']

/** Sends one file: the server's answer is what a step names. */
export type Sender = (file: File, progress: (share: number) => void, signal: AbortSignal) => Promise<Result<Attachment>>

export const fetchFileLimits = () => api.get<FileLimits>('/files/limits')
export const sendFile: Sender = (file, progress, signal) => api.upload<Attachment>('/files', file, { progress, signal })

/** Where a file of a ticket is shown from. */
export const fileURL = (no: string) => (f: Pick<TicketFile, 'id'>, how: '' | 'thumb' | 'save' = '') =>
  `/api/v1/tickets/${encodeURIComponent(no)}/files/${f.id}${how === 'thumb' ? '/thumb' : how === 'save' ? '?save=1' : ''}`
export type FileURL = ReturnType<typeof fileURL>
