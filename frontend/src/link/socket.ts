import type { ServerMessage } from '@/api/types'
import { queryString } from '@/api/client'
import { CUT, type Ear, OPENING, type Start, type Wire } from './wire'

/** The feed over a websocket. */
export class Socket implements Wire {
  private readonly socket: WebSocket
  private readonly opening: number
  private ear: Ear | null

  constructor(start: Start, ear: Ear) {
    this.ear = ear
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    this.socket = new WebSocket(`${scheme}//${location.host}/api/v1/ws${queryString({ after: start.after, feed: start.feed, epoch: start.epoch })}`)
    this.opening = window.setTimeout(() => this.end(CUT), OPENING)
    this.socket.onmessage = (event) => {
      clearTimeout(this.opening)
      this.ear?.hear(JSON.parse(String(event.data)) as ServerMessage)
    }
    this.socket.onclose = (event) => this.end(event.code)
  }

  ack(id: number): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ ack: id }))
  }

  close(): void {
    this.ear = null
    clearTimeout(this.opening)
    this.socket.close()
  }

  private end(code: number) {
    const ear = this.ear
    this.close()
    ear?.ended(code)
  }
}
