import { api, queryString } from '@/api/client'
import type { ServerMessage } from '@/api/types'
import { CUT, type Ear, LATER, OPENING, SIGNED_OUT, type Start, UNFIT, type Wire } from './wire'

/** Takes the data of whole events out of the text of an event stream, and gives back the rest. */
export function events(text: string, hear: (data: string) => void): string {
  const parts = text.split(/\r?\n\r?\n/)
  const rest = parts.pop() ?? ''
  for (const part of parts) {
    const data = part.split(/\r?\n/).filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart())
    if (data.length > 0) hear(data.join('\n'))
  }
  return rest
}

/** The feed as an event stream: read by fetch, since EventSource keeps the status of a refusal to itself. */
export class Stream implements Wire {
  private readonly abort = new AbortController()
  private readonly opening: number
  private ear: Ear | null
  private code = CUT

  constructor(start: Start, ear: Ear) {
    this.ear = ear
    this.opening = window.setTimeout(() => this.end(UNFIT), OPENING)
    void this.run(start)
  }

  ack(id: number): void { void api.post('/feed/ack', { ack: id }) }

  close(): void {
    this.ear = null
    clearTimeout(this.opening)
    this.abort.abort()
  }

  private async run(start: Start) {
    try {
      const response = await fetch('/api/v1/feed.sse' + queryString({ after: start.after, feed: start.feed, epoch: start.epoch }), { headers: { Accept: 'text/event-stream' }, credentials: 'same-origin', signal: this.abort.signal })
      const reader = response.body?.getReader()
      if (response.status === 401) return this.end(SIGNED_OUT)
      if (response.status === 429 || response.status >= 500) return this.end(LATER)
      if (!response.ok || !reader || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) return this.end(UNFIT)
      await this.read(reader)
    } catch { /* cut, or closed by ourselves */ }
    this.end(this.code)
  }

  private async read(reader: ReadableStreamDefaultReader<Uint8Array>) {
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest = events(rest + decoder.decode(value, { stream: true }), (data) => this.take(JSON.parse(data) as ServerMessage))
    }
  }

  private take(message: ServerMessage) {
    clearTimeout(this.opening)
    if (message.type === 'bye') this.code = message.code
    this.ear?.hear(message)
  }

  private end(code: number) {
    const ear = this.ear
    this.close()
    ear?.ended(code)
  }
}
