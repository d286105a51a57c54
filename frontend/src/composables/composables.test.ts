import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import type { Frame, TicketRow } from '@/api/types'
import { useLink } from '@/stores/link'
import { useDraft } from './useDraft'
import { keyName, typing, useKeys } from './useKeys'
import { Console } from './useSocket'
import { renew } from './useTicketList'

beforeEach(() => { setActivePinia(createPinia()); localStorage.clear(); vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals() })

describe('useDraft', () => {
  it('survives a reload and leaves with the submit', async () => {
    const first = effectScope()
    const draft = first.run(() => useDraft('d', () => ({ text: '', more: 1 })))!
    expect(draft.restored).toBe(false)
    draft.value.value.text = '暖气不热'
    await nextTick()
    first.stop()
    const second = effectScope()
    const again = second.run(() => useDraft('d', () => ({ text: '', more: 1, later: true })))!
    expect(again.restored).toBe(true)
    expect(again.value.value).toEqual({ text: '暖气不热', more: 1, later: true })
    again.clear()
    await vi.runAllTimersAsync()
    second.stop()
    expect(localStorage.getItem('hotline.draft.guest.d')).toBeNull()
  })
  it('ignores a broken draft', () => {
    localStorage.setItem('hotline.draft.guest.d', '{')
    expect(effectScope().run(() => useDraft('d', () => 'x'))!.value.value).toBe('x')
  })
})

describe('useKeys', () => {
  it('names keys and leaves letters to text fields', () => {
    expect(keyName(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true }))).toBe('ctrl+enter')
    expect(keyName(new KeyboardEvent('keydown', { key: '¡', code: 'Digit1', altKey: true }))).toBe('alt+1')
    expect(typing(document.createElement('textarea'))).toBe(true)
    expect(typing(document.createElement('div'))).toBe(false)
    const scope = effectScope()
    const run = vi.fn()
    scope.run(() => useKeys([{ keys: 'r', run }, { keys: 'ctrl+enter', run }]))
    const field = document.body.appendChild(document.createElement('textarea'))
    const press = (key: string, more = {}) => field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }))
    press('r')
    expect(run).not.toHaveBeenCalled()
    press('Enter', { ctrlKey: true })
    expect(run).toHaveBeenCalledOnce()
    field.blur()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true }))
    expect(run).toHaveBeenCalledTimes(2)
    scope.stop()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true }))
    expect(run).toHaveBeenCalledTimes(2)
  })
})

describe('renew', () => {
  const row = (no: string, version = 1) => ({ no, version }) as TicketRow
  it('keeps places, renews, drops the gone and holds back the new', () => {
    const { rows, waiting } = renew([row('b'), row('a'), row('x')], [row('n'), row('a', 2), row('b')])
    expect(rows).toEqual([row('b'), row('a', 2)])
    expect(waiting).toEqual([row('n')])
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
  say(message: object) { this.onmessage?.({ data: JSON.stringify(message) }) }
  drop(code = 1006) { this.readyState = 3; this.onclose?.({ code }) }
}
const frame = (id: number): Frame => ({ type: 'frame', id, kind: 'dispatched', no: 'n', version: 1, at: '' })
const hello = (last: number) => ({ type: 'hello', recipient: 'u', last, now: new Date().toISOString() })

describe('Console', () => {
  beforeEach(() => { FakeSocket.all = []; vi.stubGlobal('WebSocket', FakeSocket) })
  const last = () => FakeSocket.all.at(-1)!

  it('resumes after the last frame, shows none twice, acks, and says what was caught up', async () => {
    const feed = new Console()
    const heard: [number, boolean][] = []
    const resync = vi.fn()
    feed.onFrame((f, live) => heard.push([f.id, live]))
    feed.onResync(resync)
    feed.start('u', 'u')
    last().say(hello(57))
    const link = useLink()
    expect(link.state).toBe('up')
    last().say(frame(58))
    last().say(frame(58))
    await vi.advanceTimersByTimeAsync(200)
    expect(last().sent).toEqual(['{"ack":58}'])
    last().drop()
    expect(link.down).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(FakeSocket.all).toHaveLength(2)
    expect(last().url).toContain('after=58')
    last().say(hello(60))
    expect(resync).toHaveBeenCalledOnce()
    last().say(frame(59))
    last().say(frame(60))
    expect(link.caughtUp).toBe(2)
    last().say(frame(61))
    expect(heard).toEqual([[58, true], [59, false], [60, false], [61, true]])
    await vi.advanceTimersByTimeAsync(4000)
    expect(link.caughtUp).toBeNull()
    feed.stop()
  })
  it('does not reconnect after sign-out or stop', async () => {
    const feed = new Console()
    feed.start('u', 'u')
    last().drop(4001)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakeSocket.all).toHaveLength(1)
    feed.stop()
  })
})
