import { api } from '@/api/client'
import type { Frame, ServerMessage } from '@/api/types'
import { local } from '@/domain/storage'
import { backoff, Ladder } from '@/link/ladder'
import { Poll } from '@/link/poll'
import { Socket } from '@/link/socket'
import { Stream } from '@/link/stream'
import { CUT, type Ear, MOVED, SIGNED_OUT, type Start, type Via, type Wire } from '@/link/wire'
import { useLink } from '@/stores/link'
import { useSession } from '@/stores/session'

/** A moment between the two that the server named. */
const between = ([least = 0, most = least]: number[]): number => least + Math.random() * (most - least)

type Listener = (frame: Frame, live: boolean) => void
type Back = (missed: Frame[]) => void

const CURSOR = 'hotline.cursor.'
/** Beside each cursor: the life of the server's store that it is of. */
const EPOCH = '.epoch'
/** Nothing heard for so long means that the link is dead, whatever the browser thinks: the server says something every half minute. */
const SILENCE = 75_000
const WATCH = 5000

const WAYS: Record<Via, new (start: Start, ear: Ear) => Wire> = { ws: Socket, sse: Stream, poll: Poll }

function listening<T>(all: Set<T>, listen: T): () => void {
  all.add(listen)
  return () => all.delete(listen)
}

/** Console is a cursor over this user's feed: whatever way the frames come, it resumes after the last one it saw, so nothing is
 *  lost or shown twice. */
export class Console {
  private wire: Wire | null = null
  private probe: Wire | null = null
  private readonly ladder = new Ladder()
  private cursor: number | null = null
  private epoch = ''
  private newEpoch = ''
  private caughtUpTo = 0
  private missed: Frame[] = []
  private sayingBack = false
  private greeted = false
  private opened = 0
  private heardAt = 0
  private tries = 0
  private spread: number[] | null = null
  private timer = 0
  private probeTimer = 0
  private ackTimer = 0
  private watchTimer = 0
  private stopped = true
  private key = ''
  private feed = ''
  private readonly frames = new Set<Listener>()
  private readonly resyncs = new Set<() => void>()
  private readonly backs = new Set<Back>()
  private readonly calls = new Set<() => void>()

  /** Hears every frame; `live` is false while the console catches up. */
  onFrame(listen: Listener): () => void { return listening(this.frames, listen) }
  /** Hears that lists have to be read again. */
  onResync(listen: () => void): () => void { return listening(this.resyncs, listen) }
  /** Hears, once after each loss of the link, what came meanwhile. */
  onBack(listen: Back): () => void { return listening(this.backs, listen) }

  /** Hears that a call came to this desk, or changed there. */
  onCall(listen: () => void): () => void { return listening(this.calls, listen) }

  start(user: string, feed: string): void {
    this.stopped = false
    this.feed = feed
    this.key = `${CURSOR}${user}@${feed}`
    const kept = local.get(this.key)
    this.cursor = kept === null ? null : Number(kept)
    this.epoch = local.get(this.key + EPOCH) ?? ''
    window.addEventListener('online', this.online)
    window.addEventListener('offline', this.offline)
    document.addEventListener('visibilitychange', this.watch)
    this.watchTimer = window.setInterval(this.watch, WATCH)
    this.open()
  }

  stop(): void {
    this.stopped = true
    window.removeEventListener('online', this.online)
    window.removeEventListener('offline', this.offline)
    document.removeEventListener('visibilitychange', this.watch)
    clearInterval(this.watchTimer)
    this.drop()
    useLink().state = 'idle'
  }

  /** Tries again at once. */
  retry = (): void => {
    if (this.stopped || (this.wire && this.greeted)) return
    this.tries = 0
    this.open()
  }

  private online = () => {
    useLink().offline = false
    this.retry()
  }

  /** The machine has no network: what stands would only be found dead in a while. */
  private offline = () => {
    useLink().offline = true
    if (this.greeted) this.lose(CUT)
  }

  /** Finds a link dead that the browser still thinks open, as after a sleep. */
  private watch = () => {
    if (this.greeted && Date.now() - this.heardAt > SILENCE) this.lose(CUT)
  }

  private drop() {
    clearTimeout(this.timer)
    clearTimeout(this.probeTimer)
    this.wire?.close()
    this.probe?.close()
    this.wire = this.probe = null
    this.greeted = false
  }

  private open() {
    this.drop()
    const link = useLink()
    if (link.state === 'idle') link.state = 'connecting'
    link.nextTry = 0
    this.opened = Date.now()
    this.wire = new WAYS[this.ladder.via](this.begin(), { hear: (message) => this.take(message), ended: (code) => this.lose(code) })
  }

  private begin = (): Start => ({ feed: this.feed, after: this.cursor, epoch: this.epoch || undefined })

  private lose(code: number) {
    const { greeted, heardAt } = this
    const now = Date.now()
    this.drop()
    if (code === SIGNED_OUT) return useSession().forget('expired')
    if (code === MOVED) return useSession().renew()
    const changed = this.ladder.ended(code, greeted, now - this.opened)
    if (changed) this.tries = 0
    const wait = this.spread && greeted ? between(this.spread) : backoff(this.tries++)
    // A link found dead after a sleep was lost when it was last heard.
    const silent = greeted && now - heardAt > SILENCE ? now - heardAt : 0
    useLink().lost(api.now() - silent, silent > 0 ? 0 : api.now() + wait)
    this.timer = window.setTimeout(() => this.open(), silent > 0 ? 0 : wait)
  }

  private take(message: ServerMessage) {
    this.heardAt = Date.now()
    switch (message.type) {
      case 'hello': return this.greet(message)
      case 'resync': return this.resync(message.last)
      case 'bye': this.spread = message.retry_ms; return
      case 'beat':
        // The server has told more than was heard here: begin again behind what was.
        if (this.cursor !== null && message.last > this.cursor) this.lose(CUT)
        return
      case 'call':
        for (const listen of this.calls) listen()
        return
      case 'frame': return this.hear(message)
    }
  }

  private greet({ recipient, last, now, retry_ms, epoch }: ServerMessage & { type: 'hello' }) {
    if (recipient !== this.feed) return this.lose(MOVED)
    const link = useLink()
    const wasDown = link.down
    const changing = this.greeted
    if (this.ladder.via === 'ws') api.learnTime(now, this.heardAt, this.heardAt)
    this.greeted = true
    this.tries = 0
    this.spread = retry_ms ?? null
    if (!changing) this.caughtUpTo = last
    this.newEpoch = epoch ?? ''
    if (this.cursor === null) this.move(last)
    // A cursor of another life keeps its own until the resync that follows has moved it.
    if (!this.epoch) this.keepEpoch()
    link.up(this.ladder.via)
    if (this.ladder.via !== 'ws') this.tryTop()
    if (!wasDown) return
    this.sayingBack = true
    this.missed = []
    for (const listen of this.resyncs) listen()
    if (this.cursor === last) this.sayBack()
  }

  /** Frames up to last cannot be told one by one: too many, or of another life of the feed, which may be shorter. */
  private resync(last: number) {
    this.move(last, true)
    this.keepEpoch()
    this.sayingBack = false
    useLink().renewed()
    for (const listen of this.resyncs) listen()
  }

  private keepEpoch() {
    if (!this.newEpoch || this.newEpoch === this.epoch) return
    this.epoch = this.newEpoch
    local.set(this.key + EPOCH, this.epoch)
  }

  private hear(frame: Frame) {
    if (this.cursor !== null && frame.id <= this.cursor) return
    const live = frame.id > this.caughtUpTo
    if (!live && this.sayingBack && frame.kind !== 'none') this.missed.push(frame)
    this.move(frame.id)
    for (const listen of this.frames) listen(frame, live)
    if (frame.id === this.caughtUpTo) this.sayBack()
  }

  private sayBack() {
    if (!this.sayingBack) return
    this.sayingBack = false
    useLink().back(this.missed, api.now())
    for (const listen of this.backs) listen(this.missed)
  }

  /** Tries the websocket beside a way that is second best, and changes over when it is greeted: the cursor lets no frame pass twice. */
  private tryTop() {
    clearTimeout(this.probeTimer)
    this.probeTimer = window.setTimeout(() => {
      this.probe = new Socket(this.begin(), {
        hear: (message) => {
          if (this.probe) this.changeOver()
          this.take(message)
        },
        ended: (code) => {
          if (!this.probe) return this.lose(code)
          this.probe = null
          this.tryTop()
        },
      })
    }, this.ladder.probe())
  }

  private changeOver() {
    this.wire?.close()
    this.wire = this.probe
    this.probe = null
    this.ladder.top()
    this.opened = Date.now()
  }

  private move(id: number, back = false) {
    this.cursor = id
    // Another tab of this user may be further.
    if (back || id > Number(local.get(this.key))) local.set(this.key, String(id))
    if (this.ackTimer) return
    this.ackTimer = window.setTimeout(() => {
      this.ackTimer = 0
      if (this.greeted && this.cursor) this.wire?.ack(this.cursor)
    }, 200)
  }
}

const feed = new Console()

/** The one console of the page. */
export const useSocket = (): Console => feed
