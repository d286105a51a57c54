import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Client, newKey, queryString } from './client'

describe('Client', () => {
  const fetched = vi.fn<typeof fetch>()
  let client: Client
  beforeEach(() => {
    vi.stubGlobal('fetch', fetched)
    client = new Client()
  })
  afterEach(() => { vi.unstubAllGlobals(); fetched.mockReset(); vi.useRealTimers() })
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    fetched.mockResolvedValueOnce(new Response(body === null ? null : JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers } }))

  it('returns data flat and sends CSRF, key and language only where they belong', async () => {
    client.csrf = 'tok'
    answer(200, { a: 1 })
    expect(await client.post('/x', { b: 2 }, { key: 'k' })).toEqual({ data: { a: 1 }, error: null })
    const [url, init] = fetched.mock.calls[0]!
    expect(url).toBe('/api/v1/x')
    expect(init?.headers).toMatchObject({ 'X-CSRF-Token': 'tok', 'Idempotency-Key': 'k', 'Accept-Language': 'zh-CN' })
    answer(200, {})
    await client.get('/y')
    expect(fetched.mock.calls[1]![1]?.headers).not.toHaveProperty('X-CSRF-Token')
  })
  it('reads a problem', async () => {
    answer(422, { status: 422, code: 'invalid', title: 't', detail: 'd', errors: [{ field: 'text', message: 'm' }] })
    const { data, error } = await client.post('/x')
    expect(data).toBeNull()
    expect(error).toMatchObject({ code: 'invalid', status: 422, errors: [{ field: 'text', message: 'm' }] })
  })
  it('calls a failed request and a proxy without backend offline', async () => {
    fetched.mockRejectedValueOnce(new TypeError('failed'))
    expect((await client.get('/x')).error?.code).toBe('offline')
    fetched.mockResolvedValueOnce(new Response('<html>', { status: 502, headers: { 'Content-Type': 'text/html' } }))
    expect((await client.get('/x')).error?.code).toBe('offline')
  })
  it('tells when the session has ended', async () => {
    client.onSignedOut = vi.fn()
    answer(401, { code: 'unauthorized' })
    await client.get('/session')
    expect(client.onSignedOut).not.toHaveBeenCalled()
    answer(401, { code: 'unauthorized' })
    await client.get('/tickets')
    expect(client.onSignedOut).toHaveBeenCalledOnce()
  })
  it('follows the server’s clock, whatever the machine’s says', async () => {
    vi.useFakeTimers({ now: 1_000_000 })
    answer(200, {}, { 'X-Server-Time': new Date(5_000_000).toISOString() })
    await client.get('/time')
    expect(client.now()).toBe(5_000_000)
    // A much slower sample does not spoil a good one.
    client.learnTime(new Date(5_050_000).toISOString(), 1_000_000, 1_400_000)
    expect(client.now()).toBe(5_000_000)
    // One that no trip explains tells that a clock was set, though it came slower than the first.
    client.learnTime(new Date(9_000_000).toISOString(), 999_980, 1_000_000)
    expect(client.now()).toBe(9_000_010)
    // A clock set back during the request says nothing of its trip.
    client.learnTime(new Date(1).toISOString(), 1_000_010, 1_000_000)
    expect(client.now()).toBe(9_000_010)
  })
})
it('builds queries from filled values only', () => {
  expect(queryString({ a: '', b: undefined, c: null })).toBe('')
  expect(queryString({ a: 1, b: false, c: 'x y' })).toBe('?a=1&b=false&c=x+y')
})
it('makes keys that differ', () => expect(newKey()).not.toBe(newKey()))
