import { createECDH } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes, hook, inState, shoot, useStand } from './harness.ts'
import { STREET_LAMP, ticketFor } from './matters.ts'
import { PushService, Subscriber, vapid } from './pushservice.ts'

// No browser of a test reaches a push service. So one stands on this machine, where channels may not lead unless the operator
// says so; what it is brought is read with the keys of the page and handed to the worker as the browser would.
const service = new PushService()
const pair = createECDH('prime256v1')
const PUBLIC = pair.generateKeys('base64url')
const OPERATOR = 'duty@hotline.example.gov.cn'
const dir = mkdtempSync(join(tmpdir(), 'hotline-push-'))
writeFileSync(join(dir, 'push.pem'), service.cert)
Object.assign(process.env, {
  HOTLINE_OUTBOUND_ALLOW: '127.0.0.1', HOTLINE_PUBLIC_URL: 'https://hotline.example.gov.cn', SSL_CERT_FILE: join(dir, 'push.pem'),
  HOTLINE_WEBPUSH_PUBLIC_KEY: PUBLIC, HOTLINE_WEBPUSH_PRIVATE_KEY: pair.getPrivateKey('base64url'), HOTLINE_WEBPUSH_SUBSCRIBER: OPERATOR,
})
beforeAll(service.up)
afterAll(() => { service.down(); rmSync(dir, { recursive: true }) })

const stand = useStand()
const UNIT = 'tiyu'
interface Shown { title: string; body: string; tag: string }

/** Lets the page subscribe at the push service of the test; it is asked with the server's key. */
async function subscribes(context: BrowserContext, subscription: object): Promise<void> {
  await context.addInitScript(`{
    const made = ${JSON.stringify(subscription)}
    let mine = null
    PushManager.prototype.getSubscription = async () => mine
    PushManager.prototype.subscribe = async (options) => {
      window.subscribedWith = options
      return mine = { endpoint: made.endpoint, toJSON: () => made, unsubscribe: async () => { mine = null; return true } }
    }
  }`)
}

/** Gives the worker a push message as the browser does after decrypting it, until it shows: a browser drops one while a worker
 *  stops or starts, and the tag makes one notification of several. */
async function delivers(page: Page, worker: Worker, data: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const known = new Promise<string>((found) => devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const mine = registrations.find((r) => r.scopeURL.startsWith(stand.server.url) && !r.isDeleted)
    if (mine) found(mine.registrationId)
  }))
  await devtools.send('ServiceWorker.enable')
  const registrationId = await known
  await expect.poll(async () => {
    await devtools.send('ServiceWorker.deliverPushMessage', { origin: stand.server.url, registrationId, data })
    return (await notifications(worker)).length
  }, { timeout: 15_000, interval: 1000 }).toBe(1)
}
const notifications = (worker: Worker): Promise<Shown[]> =>
  worker.evaluate(`self.registration.getNotifications().then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))`)

/** A click on the notification. Without a hand on a mouse a browser neither focuses nor opens a window: what is asked of it is kept. */
const clicks = (worker: Worker): Promise<string[]> => worker.evaluate(`(async () => {
  const opened = []
  WindowClient.prototype.focus = async function () { return this }
  self.clients.openWindow = async (to) => { opened.push(to) }
  const [notification] = await self.registration.getNotifications()
  const click = new NotificationEvent('notificationclick', { notification })
  let done
  click.waitUntil = (until) => { done = until }
  self.dispatchEvent(click)
  await done
  return opened
})()`)

test('a browser subscribes, is sent what nobody acknowledges so that only it can read it, shows it without personal data and leads to the ticket', async () => {
  const browser = new Subscriber()
  const page = await stand.open(`liaison-${UNIT}`, '/login')
  await page.context().grantPermissions(['notifications'], { origin: stand.server.url })
  await subscribes(page.context(), { endpoint: `${service.origin}/push/of-this-browser`, keys: browser.keys })
  await page.goto(`${stand.server.url}/me/notifications`)
  await hook(page, 'push-on').click()
  await page.locator('[data-test="push"][data-state="on"]').waitFor()
  expect(await page.evaluate('window.subscribedWith')).toEqual({ userVisibleOnly: true, applicationServerKey: PUBLIC })
  await becomes(() => hook(page, 'use-webpush').isChecked()).toBe(true)
  await hook(page, 'test-webpush').click()
  await hook(page, 'test-webpush-result').and(page.locator('[data-ok="true"]')).waitFor()
  await shoot(page, 'webpush-on')
  expect(service.received, 'a test message').toHaveLength(1)

  await page.goto('about:blank')
  const { no } = await (await stand.account('agent')).log(ticketFor(UNIT))
  await stand.advance('61s')
  await becomes(async () => service.received.length).toBe(2)
  const { headers, path, body } = service.received[1] ?? { headers: {}, path: '', body: Buffer.alloc(0) }
  expect({ path, encoding: headers['content-encoding'] }).toEqual({ path: '/push/of-this-browser', encoding: 'aes128gcm' })
  expect(Number(headers.ttl)).toBeGreaterThan(0)
  const { exp, ...who } = vapid(headers)
  expect(who).toEqual({ key: PUBLIC, aud: service.origin, sub: `mailto:${OPERATOR}` })
  expect(exp * 1000 - Date.now(), 'not longer than a day').toBeLessThanOrEqual(24 * 3_600_000)
  expect(exp * 1000).toBeGreaterThan(Date.now())
  expect(() => new Subscriber().read(body), 'nobody else reads it').toThrow()
  const message = browser.read(body)
  expect(JSON.parse(message)).toMatchObject({ url: `https://hotline.example.gov.cn/tickets/${no}` })

  await page.goto(`${stand.server.url}/unit`)
  const [worker] = page.context().serviceWorkers()
  if (!worker) throw new Error('no worker runs')
  await delivers(page, worker, message)
  const [shown] = await notifications(worker)
  expect(shown?.body).toContain(no)
  for (const secret of [STREET_LAMP.name, STREET_LAMP.phone, STREET_LAMP.address]) expect(message + JSON.stringify(shown), 'no personal data').not.toContain(secret)

  expect(await clicks(worker), 'the tab that is open is led there').toEqual([])
  await page.waitForURL(`**/tickets/${no}`)
  await inState(page, 'dispatched')
  expect(await notifications(worker), 'what was clicked is gone').toEqual([])
  await delivers(page, worker, message)
  await page.goto('about:blank')
  expect(await clicks(worker), 'a tab of its own when none is open').toEqual([`${stand.server.url}/tickets/${no}`])
  expect(stand.complaints).toEqual([])
})

test('a browser that is gone at its push service is forgotten', async () => {
  const page = await stand.open(`liaison-${UNIT}`, '/me/notifications')
  await hook(page, 'push-count').waitFor()
  await page.goto('about:blank')
  service.status = 410
  const before = service.received.length
  await (await stand.account('agent')).log(ticketFor(UNIT))
  await stand.advance('61s')
  await becomes(async () => service.received.length).toBe(before + 1)
  const liaison = await stand.account(`liaison-${UNIT}`)
  await becomes(async () => (await liaison.get<{ browsers: number }>('/me/notifications')).browsers).toBe(0)
  await page.goto(`${stand.server.url}/me/notifications`)
  await hook(page, 'push-on').waitFor()
  expect(await hook(page, 'push-count').count()).toBe(0)
  expect(stand.complaints).toEqual([])
})
