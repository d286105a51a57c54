import { describe, expect, it } from 'vitest'
import type { Clock } from '@/api/types'
import { t } from '@/i18n'
import { bigClocks, byDue, clockFace, clockOf, dueGroup, dueSoon } from './clock'

const at = (hm: string, day = 23) => Date.parse(`2026-11-${day}T${hm}:00+08:00`)
const iso = (hm: string, day = 23) => new Date(at(hm, day)).toISOString()
const clock = (start: string, due: string, more: Partial<Clock> = {}): Clock => ({ kind: 'accept', start, due, state: 'running', steps: 0, ...more })

describe('clockFace', () => {
  const now = at('10:01')
  const table: [name: string, clock: Clock, tone: string, words: string, left: number][] = [
    ['plenty of time', clock(iso('09:42'), iso('09:42', 24)), 'ok', '还剩 23 小时 41 分', 0.99],
    ['between half and a fifth', clock(iso('09:00'), iso('11:00')), 'mid', '还剩 59 分', 0.49],
    ['a fifth or less', clock(iso('00:01'), iso('12:01')), 'soon', '还剩 2 小时', 0.17],
    ['15 minutes or less, however short the window', clock(iso('09:46'), iso('10:16')), 'soon', '还剩 15 分', 0.5],
    ['16 minutes with half the window left', clock(iso('09:50'), iso('10:17')), 'ok', '还剩 16 分', 0.59],
    ['late by minutes', clock(iso('07:10'), iso('09:19')), 'late', '超时 42 分', 1],
    ['late by a whole day', clock(iso('07:10', 20), iso('10:01', 22), { state: 'late' }), 'late', '超时 1 天', 1],
    ['late by days and hours', clock(iso('07:10', 13), iso('18:00', 20)), 'late', '超时 2 天 16 小时', 1],
    ['met in time keeps the share that was left', clock(iso('09:42'), iso('10:12'), { met_at: iso('10:04'), state: 'met' }), 'met', '按时 10:04', 0.27],
    ['met late', clock(iso('09:00'), iso('09:30'), { met_at: iso('09:42'), state: 'late' }), 'late', '超时 12 分', 1],
    ['waived', clock(iso('09:00'), iso('09:30'), { state: 'waived' }), 'wait', '免计', 0],
    ['the last minute', clock(iso('09:00'), new Date(now + 40_000).toISOString()), 'soon', '还剩 40 秒', 0.01],
  ]
  it.each(table)('%s', (_, value, tone, words, left) => {
    const face = clockFace(t, value, now)
    expect(face.tone).toBe(tone)
    expect(face.words).toBe(words)
    expect(face.left).toBeCloseTo(left, 2)
  })
  it('says how long a met clock took and when a running one is due', () => {
    expect(clockFace(t, clock(iso('09:42'), iso('10:12'), { met_at: iso('10:04'), state: 'met' }), now).long).toBe('按时 · 用 22 分')
    expect(clockFace(t, clock(iso('09:42'), iso('09:42', 24)), now).due).toBe('明天 09:42 前')
    expect(clockFace(t, clock(iso('09:42'), iso('17:30', 27), { provisional: true }), now).due).toBe('约 11月27日 17:30 前')
  })
})

describe('bigClocks', () => {
  const of = (state: string, current: string, ...kinds: string[]) =>
    bigClocks({ state, current, lead: 'u', clocks: kinds.map((kind) => clock(iso('09:00'), iso('10:00'), { kind: kind as never })) } as never).map((c) => c.kind)
  it('shows the unit’s three, the dispatch clock before, and the hotline’s own when it runs', () => {
    expect(of('registered', 'dispatch', 'dispatch')).toEqual(['dispatch'])
    expect(of('contacted', 'resolve', 'dispatch', 'accept', 'contact', 'resolve')).toEqual(['accept', 'contact', 'resolve'])
    expect(of('replied', 'review', 'accept', 'contact', 'resolve', 'review')).toEqual(['contact', 'resolve', 'review'])
  })
})

it('shows a helper its own share alone', () => {
  const share = clock(iso('09:00'), iso('12:00'), { kind: 'resolve', unit: 'me' })
  expect(bigClocks({ state: 'dispatched', lead: 'u', clocks: [clock(iso('09:00'), iso('10:00'), { unit: 'u' }), share] } as never, 'me')).toEqual([share])
})
it('orders rows by the clock they show', () => {
  const row = (no: string, due?: string) => ({ no, current: 'accept', clocks: due ? [clock(iso('09:00'), due)] : [] }) as never
  const rows = [row('none'), row('late', iso('11:00')), row('soon', iso('10:00'))] as { no: string }[]
  expect([...rows].sort(byDue() as never).map((r) => r.no)).toEqual(['soon', 'late', 'none'])
})

describe('the clock of a row', () => {
  const clocks = [clock(iso('09:00'), iso('10:00'), { unit: 'a' }), clock(iso('09:00'), iso('11:00'), { unit: 'b' })]
  it('is the own unit’s before another’s', () => {
    expect(clockOf(clocks, 'accept', 'b')?.unit).toBe('b')
    expect(clockOf(clocks, 'accept', 'c')?.unit).toBe('a')
    expect(clockOf(clocks, 'resolve')).toBeUndefined()
  })
  it('decides the group and the notice', () => {
    const now = at('10:01')
    expect(dueGroup(clock(iso('09:00'), iso('10:01')), now)).toBe('late')
    expect(dueGroup(clock(iso('09:00'), iso('11:01')), now)).toBe('hour')
    expect(dueGroup(clock(iso('09:00'), iso('23:59')), now)).toBe('today')
    expect(dueGroup(clock(iso('09:00'), iso('00:00', 24)), now)).toBe('later')
    expect(dueSoon(clock(iso('09:00'), iso('10:16')), now)).toBe(true)
    expect(dueSoon(clock(iso('09:00'), iso('10:17')), now)).toBe(false)
    expect(dueSoon(clock(iso('09:00'), iso('10:01')), now)).toBe(false)
  })
})
