import { api } from '@/api/client'
import type { Frame, ServerMessage } from '@/api/types'
import { useLink } from '@/stores/link'
import { useSession } from '@/stores/session'

type Listener = (frame: Frame, live: boolean) => void

const SIGNED_OUT = 4001
const CURSOR = 'hotline.cursor.'

/** The wait before try n: doubling from half a second to half a minute, spread so that a whole district does not return at once. */
export function backoff(n: number, random = Math.random()): number {
  return Math.min(30_000, 500 * 2 ** n) * (0.5 + random)
}

/** Console is a cursor over this user's feed: it resumes after the last frame it saw, so nothing is lost or shown twice. */
export class Console {
  private socket: WebSocket | null = null
  private cursor: number | null = null
  private caughtUpTo = 0
  private missed = 0
  private tries = 0
  private timer = 0
  private ackTimer = 0
  private stopped = true
  private recipient = ''
  private readonly frames = new Set<Listener>()
  private readonly resyncs = new Set<() => void>()

  /** Hears every frame; `live` is false while the console catches up. */
  onFrame(listen: Listener): () => void {
    this.frames.add(listen)
    return () => this.frames.delete(listen)
  }

  /** Hears that lists have to be read again. */
  onResync(listen: () => void): () => void {
    this.resyncs.add(listen)
    return () => this.resyncs.delete(listen)
  }

  start(user: string): void {
    this.stopped = false
    this.recipient = user
    const kept = localStorage.getItem(CURSOR + user)
    this.cursor = kept === null ? null : Number(kept)
    window.addEventListener('online', this.retry)
    this.open()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    window.removeEventListener('online', this.retry)
    this.socket?.close()
    this.socket = null
    useLink().state = 'idle'
  }

  /** Tries again at once. */
  retry = (): void => {
    if (this.stopped || this.socket?.readyState === WebSocket.OPEN) return
    clearTimeout(this.timer)
    this.tries = 0
    this.socket?.close()
    this.open()
  }

  private open() {
    const link = useLink()
    if (link.state === 'idle') link.state = 'connecting'
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const after = this.cursor === null ? '' : `?after=${this.cursor}`
    const socket = new WebSocket(`${scheme}//${location.host}/api/v1/ws${after}`)
    this.socket = socket
    socket.onmessage = (event) => this.take(JSON.parse(String(event.data)) as ServerMessage)
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code)
    }
  }

  private closed(code: number) {
    this.socket = null
    if (this.stopped) return
    if (code === SIGNED_OUT) {
      useSession().forget('expired')
      return
    }
    useLink().lost(api.now())
    this.timer = window.setTimeout(() => this.open(), backoff(this.tries++))
  }

  private take(message: ServerMessage) {
    if (message.type === 'hello') return this.greet(message.last, message.now)
    if (message.type === 'resync') {
      this.move(message.last)
      for (const listen of this.resyncs) listen()
      return
    }
    if (this.cursor !== null && message.id <= this.cursor) return
    const live = message.id > this.caughtUpTo
    if (!live) this.missed++
    this.move(message.id)
    for (const listen of this.frames) listen(message, live)
    if (message.id === this.caughtUpTo) this.sayBack()
  }

  private greet(last: number, now: string) {
    const link = useLink()
    const wasDown = link.down
    const received = Date.now()
    api.learnTime(now, received, received)
    this.tries = 0
    this.missed = 0
    this.caughtUpTo = last
    // The server's feed began anew: a cursor ahead of it would swallow frames.
    if (this.cursor === null || this.cursor > last) this.move(last)
    link.up()
    if (!wasDown) return
    this.sayingBack = true
    for (const listen of this.resyncs) listen()
    if (this.cursor === last) this.sayBack()
  }

  private sayingBack = false

  private sayBack() {
    if (!this.sayingBack) return
    this.sayingBack = false
    const link = useLink()
    link.caughtUp = this.missed
    window.setTimeout(() => { link.caughtUp = null }, 4000)
  }

  private move(id: number) {
    this.cursor = id
    localStorage.setItem(CURSOR + this.recipient, String(id))
    if (this.ackTimer) return
    this.ackTimer = window.setTimeout(() => {
      this.ackTimer = 0
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ ack: this.cursor }))
    }, 200)
  }
}

const feed = new Console()

/** The one console of the page. */
export const useSocket = (): Console => feed
