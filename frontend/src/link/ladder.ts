import { MEANT, UNFIT, type Via } from './wire'

/** A connection that ends sooner than this has not stood. */
const STANDS = 5000
const FIRST_PROBE = 10_000
const LAST_PROBE = 300_000

/** The wait before try n: doubling from half a second to half a minute, spread so that a whole district does not return at once. */
export function backoff(n: number, random = Math.random()): number {
  return Math.min(30_000, 500 * 2 ** n) * (0.5 + random)
}

/** Ladder says which way to try next. A proxy that lets no websocket through ends them at once, twice in a row; one that holds
 *  streams back never brings their first message. Where nothing answers at all the server is away, and the best way is tried again. */
export class Ladder {
  via: Via = 'ws'
  private failed = 0
  private probes = 0

  /** A connection has ended that was or was not greeted, and had lasted so many milliseconds. True when another way comes next. */
  ended(code: number, greeted: boolean, lasted: number): boolean {
    if (MEANT.has(code) && (greeted || this.via === 'ws')) return false
    if (greeted && lasted >= STANDS) {
      this.failed = 0
      return false
    }
    this.failed++
    const next = this.next(code, greeted)
    if (next === this.via) return false
    this.via = next
    this.failed = 0
    return true
  }

  private next(code: number, greeted: boolean): Via {
    if (this.via === 'ws') return this.failed >= 2 ? 'sse' : 'ws'
    if (this.via === 'sse' && (code === UNFIT || greeted)) return code === UNFIT || this.failed >= 2 ? 'poll' : 'sse'
    return 'ws'
  }

  /** The wait before the websocket is tried beside the way that works; longer each time, since networks seldom change. */
  probe(random = Math.random()): number {
    return Math.min(LAST_PROBE, FIRST_PROBE * 3 ** this.probes++) * (0.5 + random)
  }

  /** The websocket works after all. */
  top(): void {
    this.via = 'ws'
    this.failed = this.probes = 0
  }
}
