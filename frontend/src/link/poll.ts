import { api } from '@/api/client'
import type { FeedAnswer } from '@/api/types'
import { CUT, type Ear, LATER, SIGNED_OUT, type Start, type Wire } from './wire'

const WAIT = 25
const GAP = 250

/** The feed by long polls: the last resort, which any network lets through. */
export class Poll implements Wire {
  private readonly abort = new AbortController()
  private ear: Ear | null

  constructor(private readonly start: Start, ear: Ear) {
    this.ear = ear
    void this.run()
  }

  /** The next question acknowledges by where it begins. */
  ack(): void {}

  close(): void {
    this.ear = null
    this.abort.abort()
  }

  private async run() {
    let { after, epoch } = this.start
    let rung: number | undefined
    for (let first = true; this.ear; first = false) {
      const { data, error } = await api.get<FeedAnswer>('/feed', { after, feed: this.start.feed, epoch, rung, wait: first ? 0 : WAIT }, this.abort.signal)
      if (error) return this.end(error.status === 401 ? SIGNED_OUT : error.status === 429 || error.status >= 500 ? LATER : CUT)
      if (data.bye) {
        this.ear?.hear(data.bye)
        return this.end(data.bye.code)
      }
      after = this.tell(data, after, first)
      epoch = data.epoch ?? epoch
      rung = data.call?.rung ?? rung
      await new Promise((go) => setTimeout(go, GAP))
    }
  }

  /** Tells an answer as the messages of a socket, and gives where the next question begins. */
  private tell(answer: FeedAnswer, after: number | null, first: boolean): number {
    const { recipient, last, now, retry_ms, epoch, frames } = answer
    if (first) this.ear?.hear({ type: 'hello', recipient, last, now, retry_ms, epoch })
    if (answer.resync) this.ear?.hear({ type: 'resync', last })
    for (const frame of frames) this.ear?.hear(frame)
    if (answer.call) this.ear?.hear(answer.call)
    const end = frames.at(-1)?.id ?? (answer.resync ? last : after ?? last)
    this.ear?.hear({ type: 'beat', last: end })
    return end
  }

  private end(code: number) {
    const ear = this.ear
    this.close()
    ear?.ended(code)
  }
}
