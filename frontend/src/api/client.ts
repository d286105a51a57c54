import type { Problem } from './types'

/** The flat answer of every call: views never need try/catch. */
export type Result<T> = { data: T; error: null } | { data: null; error: Problem }

export interface Options {
  body?: unknown
  /** Sent as Idempotency-Key: the same key makes a repeated request harmless. */
  key?: string
  signal?: AbortSignal
  /** Sent as X-Challenge: the proof of work of the public form. */
  proof?: string
}

export interface Upload { progress?: (share: number) => void; signal?: AbortSignal; headers?: Record<string, string> }

const BASE = '/api/v1'

/** Client speaks the wire: CSRF, idempotency, language, server time, problem+json. */
export class Client {
  csrf = ''
  language = 'zh-CN'
  /** Called when the session has ended on the server. */
  onSignedOut: () => void = () => {}
  private offset = 0
  private bestTrip = Number.POSITIVE_INFINITY

  /** The server's clock in milliseconds; the machine's own may be wrong. */
  now(): number {
    return Date.now() + this.offset
  }

  /** Takes a moment the server said it was, and keeps the sample with the shortest trip. A sample is off by at most
   *  half its trip: one that differs by more tells that a clock was set, and the better ones before it are void. */
  learnTime(iso: string | null, sent: number, received: number): void {
    const server = iso ? Date.parse(iso) : Number.NaN
    if (Number.isNaN(server) || received < sent) return
    const trip = received - sent
    const offset = server + trip / 2 - received
    const moved = Math.abs(offset - this.offset) > trip
    if (!moved && trip > this.bestTrip * 2) return
    this.bestTrip = moved ? trip : Math.min(this.bestTrip, trip)
    this.offset = offset
  }

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Result<T>> {
    return this.send<T>('GET', path + queryString(query), { signal })
  }

  put<T>(path: string, body: unknown): Promise<Result<T>> {
    return this.send<T>('PUT', path, { body })
  }

  post<T>(path: string, body: unknown = {}, options: Omit<Options, 'body'> = {}): Promise<Result<T>> {
    return this.send<T>('POST', path, { ...options, body })
  }

  /** A multipart form: the browser names its boundary itself. */
  async form<T>(path: string, body: FormData): Promise<Result<T>> {
    try {
      const response = await fetch(BASE + path, { method: 'POST', headers: { Accept: 'application/json', 'Accept-Language': this.language }, body, credentials: 'same-origin' })
      return await this.read<T>(response, path)
    } catch {
      return fail({ status: 0, code: 'offline', title: '', detail: '', errors: [] })
    }
  }

  /** A file of the server, with the name it asks to be kept under. */
  async file(path: string, query: Query = {}, signal?: AbortSignal): Promise<Result<{ name: string; blob: Blob }>> {
    try {
      const response = await fetch(BASE + path + queryString(query), { headers: { 'Accept-Language': this.language }, credentials: 'same-origin', signal })
      if (!response.ok) return await this.read(response, path)
      const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
      return { data: { name: name ? decodeURIComponent(name) : path.split('/').pop() ?? '', blob: await response.blob() }, error: null }
    } catch {
      return fail({ status: 0, code: 'offline', title: '', detail: '', errors: [] })
    }
  }

  /** Sends a file in a form and tells how far it is; fetch cannot. */
  upload<T>(path: string, file: File, { progress, signal, headers = {} }: Upload = {}): Promise<Result<T>> {
    return new Promise((done) => {
      const request = new XMLHttpRequest()
      const form = new FormData()
      form.append('file', file, file.name)
      request.open('POST', BASE + path)
      request.setRequestHeader('Accept-Language', this.language)
      if (this.csrf) request.setRequestHeader('X-CSRF-Token', this.csrf)
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = (e) => { if (e.lengthComputable) progress?.(e.loaded / e.total) }
      const end = (code: string) => done(fail({ status: 0, code, title: '', detail: '', errors: [] }))
      request.onerror = () => end('offline')
      request.onabort = () => end('aborted')
      request.onload = () => {
        const type = request.getResponseHeader('Content-Type') ?? ''
        void this.read<T>(new Response(request.status === 204 ? null : request.responseText, { status: request.status, headers: { 'Content-Type': type } }), path).then(done)
      }
      if (signal?.aborted) return end('aborted')
      signal?.addEventListener('abort', () => request.abort())
      request.send(form)
    })
  }

  async send<T>(method: string, path: string, options: Options = {}): Promise<Result<T>> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': this.language }
    if (options.body !== undefined) headers['Content-Type'] = 'application/json'
    if (method !== 'GET' && this.csrf) headers['X-CSRF-Token'] = this.csrf
    if (options.key) headers['Idempotency-Key'] = options.key
    if (options.proof) headers['X-Challenge'] = options.proof
    const sent = Date.now()
    try {
      const body = options.body === undefined ? undefined : JSON.stringify(options.body)
      const response = await fetch(BASE + path, { method, headers, body, signal: options.signal, credentials: 'same-origin' })
      this.learnTime(response.headers.get('X-Server-Time'), sent, Date.now())
      return await this.read<T>(response, path)
    } catch (cause) {
      const aborted = cause instanceof DOMException && cause.name === 'AbortError'
      return fail({ status: 0, code: aborted ? 'aborted' : 'offline', title: '', detail: '', errors: [] })
    }
  }

  private async read<T>(response: Response, path: string): Promise<Result<T>> {
    const text = await response.text()
    const value: unknown = text && response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : null
    if (response.ok) return { data: value as T, error: null }
    if (response.status === 401 && path !== '/session') this.onSignedOut()
    // A proxy without a backend answers 502–504 in HTML: for the user that is a lost link.
    const lost = value === null && response.status >= 500
    const problem = (value ?? {}) as Partial<Problem>
    return fail({
      status: response.status,
      code: problem.code ?? (lost ? 'offline' : 'internal'),
      title: problem.title ?? '',
      detail: problem.detail ?? '',
      errors: problem.errors ?? [],
    })
  }
}

export type Query = Record<string, string | number | boolean | undefined | null>

/** Builds "?a=1" from the filled values only. */
export function queryString(query: Query): string {
  const pairs = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== '')
  if (pairs.length === 0) return ''
  return '?' + new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString()
}

/** A fresh idempotency key; works on plain http too, where randomUUID is missing. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}

function fail(error: Problem): Result<never> {
  return { data: null, error }
}

/** The one client of the page. */
export const api = new Client()
