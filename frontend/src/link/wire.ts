import type { ServerMessage } from '@/api/types'

/** The ways to the feed, best first: a websocket, an event stream, long polls. */
export type Via = 'ws' | 'sse' | 'poll'

/** What a connection tells: messages, and once its end. */
export interface Ear {
  hear(message: ServerMessage): void
  ended(code: number): void
}

/** One connection to the feed, over whatever way. After close its ear hears no more. */
export interface Wire {
  ack(id: number): void
  close(): void
}

/** Where a connection begins: of which feed, behind which frame, of which life of the server's store. */
export interface Start { feed: string; after: number | null; epoch?: string }

export const RESTART = 1012
export const CUT = 1006
export const LATER = 1013
export const SIGNED_OUT = 4001
export const MOVED = 4003
export const SLOW = 4008
/** The way is open but of no use here: something between holds answers back or gives its own. */
export const UNFIT = -1

/** Ends that the server meant, and said so: the way itself works. */
export const MEANT: ReadonlySet<number> = new Set([RESTART, LATER, SIGNED_OUT, MOVED, SLOW])

/** How long a connection may take until its first message. */
export const OPENING = 8000
