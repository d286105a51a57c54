import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Frame } from '@/api/types'
import { Console } from '@/composables/useSocket'
import { useLink } from '@/stores/link'
import { useNotice } from '@/stores/notice'
import { useSession } from '@/stores/session'
import { backoff, Ladder } from './ladder'
import { events } from './stream'
import { CUT, LATER, MOVED, RESTART, UNFIT } from './wire'

const sounds = vi.hoisted(() => vi.fn())
vi.mock('@/composables/chime', () => ({ chime: sounds }))

beforeEach(() => { setActivePinia(createPinia()); localStorage.clear(); sounds.mockClear(); vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals() })

describe('backoff', () => {
  it('spreads reconnects and caps them', () => {
    expect(backoff(0, 0)).toBe(250)
    expect(backoff(0, 1)).toBe(750)
    expect(backoff(50, 0.5)).toBe(30_000)
  })
  it('brings a crowd back evenly: no tenth of the span gets much more than its share', () => {
    for (const n of [0, 3, 6, 20]) {
      const waits = Array.from({ length: 10_000 }, () => backoff(n))
      const [least, most] = [backoff(n, 0), backoff(n, 1)]
      const tenths = new Array<number>(10).fill(0)
      for (const wait of waits) tenths[Math.min(9, Math.floor(((wait - least) / (most - least)) * 10))]!++
      expect(Math.max(...tenths)).toBeLessThan(1300)
      expect(Math.min(...tenths)).toBeGreaterThan(700)
    }
  })
})

describe('Ladder', () => {
  const play = (...ends: [number, boolean, number][]) => {
    const ladder = new Ladder()
    return ends.map((end) => { ladder.ended(...end); return ladder.via })
  }
  it('leaves a websocket that does not open twice in a row', () => {
    expect(play([CUT, false, 10], [CUT, false, 10])).toEqual(['ws', 'sse'])
  })
  it('leaves one that opens and soon dies, not one that stood', () => {
    expect(play([CUT, true, 1000], [CUT, true, 1000])).toEqual(['ws', 'sse'])
    expect(play([CUT, true, 1000], [CUT, true, 60_000], [CUT, false, 10])).toEqual(['ws', 'ws', 'ws'])
  })
  it('stays while the server says why', () => {
    expect(play([RESTART, true, 100], [RESTART, true, 100], [LATER, false, 100])).toEqual(['ws', 'ws', 'ws'])
  })
  it('polls where streams are held back, and begins anew where nothing answers or there is no room', () => {
    const toStream: [number, boolean, number][] = [[CUT, false, 1], [CUT, false, 1]]
    expect(play(...toStream, [UNFIT, false, 8000]).at(-1)).toBe('poll')
    expect(play(...toStream, [CUT, true, 10], [CUT, true, 10]).at(-1)).toBe('poll')
    expect(play(...toStream, [CUT, false, 1]).at(-1)).toBe('ws')
    expect(play(...toStream, [LATER, false, 1]).at(-1)).toBe('ws')
    expect(play(...toStream, [UNFIT, false, 8000], [CUT, false, 1]).at(-1)).toBe('ws')
  })
  it('looks for the websocket ever more seldom', () => {
    const ladder = new Ladder()
    expect([0, 1, 2, 3, 4].map(() => ladder.probe(0.5))).toEqual([10_000, 30_000, 90_000, 270_000, 300_000])
  })
})

describe('events', () => {
  it('takes whole events and keeps the rest', () => {
    const heard: string[] = []
    const rest = events('event: hello\ndata: {"a":1}\n\n: nothing\n\nevent: frame\nid: 4\ndata: {"b"', (data) => heard.push(data))
    expect(events(rest + ':2}\n\n', (data) => heard.push(data))).toBe('')
    expect(heard).toEqual(['{"a":1}', '{"b":2}'])
  })
})

class FakeSocket {
  static all: FakeSocket[] = []
  static OPEN = 1
  readyState = 1
  sent: string[] = []
  onmessage: ((e: { data: string }) => void) | null = null
  onclose: ((e: { code: number }) => void) | null = null
  constructor(readonly url: string) { FakeSocket.all.push(this) }
  send(text: string) { this.sent.push(text) }
  close() { this.readyState = 3 }
  say(...messages: object[]) { for (const one of messages) this.onmessage?.({ data: JSON.stringify(one) }) }
  drop(code = 1006) { this.readyState = 3; this.onclose?.({ code }) }
}
const frame = (id: number, kind = 'dispatched'): Frame => ({ type: 'frame', id, kind, no: `20261123-000${id}`, version: 1, at: '' })
const hello = (last: number, recipient = 'unit:rl') => ({ type: 'hello', recipient, last, now: new Date().toISOString(), retry_ms: [500, 2000] })
const last = () => FakeSocket.all.at(-1)!

describe('Console', () => {
  let feed: Console
  const heard: number[] = []
  beforeEach(() => {
    FakeSocket.all = []
    vi.stubGlobal('WebSocket', FakeSocket)
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    vi.spyOn(useSession(), 'renew').mockImplementation(() => undefined)
    heard.length = 0
    feed = new Console()
    feed.onFrame((f) => heard.push(f.id))
    feed.start('u', 'unit:rl')
  })
  afterEach(() => { feed.stop(); vi.restoreAllMocks() })

  it('marks what was missed until it is looked at, and tells of it once', async () => {
    const back = vi.fn()
    feed.onBack(back)
    last().say(hello(1))
    last().drop()
    await vi.advanceTimersByTimeAsync(2000)
    last().say(hello(4), frame(2), frame(3, 'none'), frame(4))
    expect(back).toHaveBeenCalledOnce()
    const link = useLink()
    expect(link.caughtUp).toBe(2)
    expect([...link.missed]).toEqual(['20261123-0002', '20261123-0004'])
    link.looked('20261123-0002')
    expect([...link.missed]).toEqual(['20261123-0004'])
    last().say(frame(5))
    expect(link.missed.size).toBe(1)
  })
  it('says that all was read anew where the feed cannot tell, also of a feed that is shorter than the cursor', async () => {
    last().say(hello(90))
    last().drop()
    await vi.advanceTimersByTimeAsync(2000)
    expect(last().url).toContain('after=90')
    last().say(hello(50), { type: 'resync', last: 50 })
    expect(useLink().readAnew).toBe(true)
    expect(localStorage.getItem('hotline.cursor.u@unit:rl')).toBe('50')
    last().say(frame(51))
    expect(heard).toEqual([51])
  })
  it('comes back within the spread the server gave', async () => {
    last().say(hello(1), { type: 'bye', code: RESTART, retry_ms: [8000, 20_000] })
    last().drop(RESTART)
    await vi.advanceTimersByTimeAsync(13_900) // the middle of it, by the chance of this test
    expect(FakeSocket.all).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(FakeSocket.all).toHaveLength(2)
  })
  it('finds a link dead that went silent, and one that told more than was heard', async () => {
    last().say(hello(1))
    await vi.advanceTimersByTimeAsync(60_000)
    last().say({ type: 'beat', last: 1 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakeSocket.all).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(20_100)
    expect(FakeSocket.all).toHaveLength(2)
    last().say(hello(1), { type: 'beat', last: 2 })
    expect(useLink().down).toBe(true)
  })
  it('begins anew when the rights have changed', () => {
    last().drop(MOVED)
    expect(useSession().renew).toHaveBeenCalledOnce()
  })
  it('believes no feed that is not its own', () => {
    last().say(hello(7, 'unit:zjj'))
    expect(useSession().renew).toHaveBeenCalledOnce()
    expect(localStorage.getItem('hotline.cursor.u@unit:rl')).toBeNull()
  })
  it('leaves the furthest cursor to the next page, whichever tab is behind', () => {
    last().say(hello(1))
    localStorage.setItem('hotline.cursor.u@unit:rl', '9')
    last().say(frame(2))
    expect(localStorage.getItem('hotline.cursor.u@unit:rl')).toBe('9')
  })
  it('goes to the event stream where no websocket opens, and returns to it without a frame twice', async () => {
    let write: (text: string) => void = () => undefined
    const fetched = vi.fn((_url: string) => Promise.resolve(new Response(new ReadableStream({
      start: (c) => { write = (text) => c.enqueue(new TextEncoder().encode(text)) },
    }), { headers: { 'Content-Type': 'text/event-stream' } })))
    vi.stubGlobal('fetch', fetched)
    last().drop()
    await vi.advanceTimersByTimeAsync(1000)
    last().drop()
    await vi.advanceTimersByTimeAsync(1000)
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/v1/feed.sse?feed=unit%3Arl')
    write(`event: hello\ndata: ${JSON.stringify(hello(3))}\n\nevent: frame\nid: 4\ndata: ${JSON.stringify(frame(4))}\n\n`)
    await vi.advanceTimersByTimeAsync(10)
    const link = useLink()
    expect([link.state, link.via]).toEqual(['up', 'sse'])
    await vi.advanceTimersByTimeAsync(11_000)
    expect(FakeSocket.all).toHaveLength(3)
    expect(last().url).toContain('after=4')
    write(`event: frame\nid: 5\ndata: ${JSON.stringify(frame(5))}\n\n`)
    await vi.advanceTimersByTimeAsync(10)
    last().say(hello(5), frame(5), frame(6))
    expect(link.via).toBe('ws')
    expect(heard).toEqual([4, 5, 6])
    expect(link.caughtUp).toBeNull()
  })
})

describe('ring', () => {
  it('sounds once for many, in all tabs', async () => {
    const notice = useNotice()
    for (let i = 0; i < 20; i++) notice.ring('new', 't', 'b', String(i))
    expect(sounds).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(3500)
    notice.ring('new', 't', 'b', 'x')
    expect(sounds).toHaveBeenCalledTimes(2)
  })
})
