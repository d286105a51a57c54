import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../deploy/examples/ts/client.ts'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

// The receiver of these tests stands on this machine, where channels may not lead unless the operator says so.
process.env.HOTLINE_OUTBOUND_ALLOW = '127.0.0.1'

const stand = useStand()
const UNIT = 'tiyu'
const SECRET = 'a-secret-of-the-test'
let receiver: Server
let url = ''
let status = 204
const received: { headers: IncomingHttpHeaders; body: string }[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((up) => receiver.listen(0, '127.0.0.1', up))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hotline/notices`
})
afterAll(() => receiver.close())

/** What the example of a receiver says of all that came, at the server's time and `late` after it. */
async function signed(list: typeof received, { secret = SECRET, more = '', late = 0 } = {}): Promise<boolean[]> {
  const { now } = (await (await fetch(`${stand.server.url}/api/v1/time`)).json()) as { now: string }
  return Promise.all(list.map(({ headers, body }) => verify(String(headers['x-hotline-signature'] ?? ''), secret, body + more, Date.parse(now) + late)))
}
const about = (no: string) => received.filter((r) => r.body.includes(no) && r.headers['x-hotline-event'] === 'dispatched')

test('an administrator connects a webhook; what nobody acknowledges arrives there signed, is a dead letter when refused, and goes out again', async () => {
  const admin = await stand.open('admin', '/admin/channels')
  await hook(admin, 'channel-add').click()
  await hook(admin, 'channel-kind').selectOption('webhook')
  await hook(admin, 'channel-name').fill('区体育局值班系统')
  await hook(admin, 'channel-scope').selectOption(`unit:${UNIT}`)
  await hook(admin, 'channel-url').fill(url)
  await hook(admin, 'channel-secret').fill(SECRET)
  await hook(admin, 'signature-example').locator('summary').click()
  await shoot(admin, 'channels-new')
  await hook(admin, 'channel-save').click()
  await hook(admin, 'channel-test').click()
  await hook(admin, 'channel-test-result').and(admin.locator('[data-ok="true"]')).waitFor()
  expect(await signed(received)).toEqual([true])
  for (const not of [{ secret: 'another' }, { more: ' ' }, { late: 360_000 }, { late: -360_000 }]) expect(await signed(received, not), JSON.stringify(not)).toEqual([false])
  expect(await admin.content(), 'a secret never comes back').not.toContain(SECRET)
  await shoot(admin, 'channels-tested')

  status = 500
  const agent = await stand.account('agent')
  const { no } = await agent.log(ticketFor(UNIT))
  await stand.advance('61s')
  await becomes(async () => about(no).length).toBeGreaterThan(0)
  expect(await signed(about(no))).not.toContain(false)
  await admin.goto(`${stand.server.url}/admin/deliveries?no=${no}`)
  const row = admin.locator(`[data-test="delivery"][data-no="${no}"]`).filter({ hasText: '区体育局值班系统' }).filter({ hasText: '新工单' })
  await row.getByText('对方系统出错（500）').waitFor()
  await shoot(admin, 'deliveries-waiting')

  status = 400
  await stand.advance('30s')
  await hook(admin, 'lane-dead').click()
  await row.getByText('对方不收（400）').waitFor()
  await hook(row, 'pick').check()
  await hook(row, 'delivery-open').click()
  await hook(admin, 'last-attempt').getByText('对方不收（400）').waitFor()
  await shoot(admin, 'deliveries-dead')
  const home = await stand.open('admin', '/admin')
  await hook(home, 'dead-letters').getByText('条死信').waitFor()

  status = 204
  await hook(admin, 'retry-selected').click()
  await hook(admin, 'lane-sent').click()
  await row.waitFor()
  const first = about(no).at(0)
  expect(about(no).at(-1)?.headers['x-hotline-delivery'], 'a receiver knows what it has seen').toBe(first?.headers['x-hotline-delivery'])
  await home.goto(`${stand.server.url}/tickets/${no}`)
  await hook(home, 'deliveries-card').getByText('区体育局值班系统').first().waitFor()
  await hook(home, 'deliveries-card').scrollIntoViewIfNeeded()
  await shoot(home, 'deliveries-card')
  expect(stand.complaints).toEqual([])
})

test('a liaison sees the channels of the own unit, and says how to be told', async () => {
  const page = await stand.open(`liaison-${UNIT}`, '/unit', { viewport: PHONE })
  await linked(page)
  await page.goto(`${stand.server.url}/me/notifications`)
  await hook(page, 'not-ready-webpush').waitFor()
  await hook(page, 'use-email').check()
  await hook(page, 'reach-email').fill('duty@example.com')
  await hook(page, 'quiet-on').check()
  await hook(page, 'quiet-from').fill('21:30')
  await hook(page, 'reach-save').click()
  await hook(page, 'test-email').click()
  await hook(page, 'test-email-result').and(page.locator('[data-ok="true"]')).waitFor()
  await shoot(page, 'reach-390')
  await page.reload()
  await becomes(() => hook(page, 'reach-email').inputValue()).toBe('duty@example.com')
  expect(await hook(page, 'quiet-from').inputValue()).toBe('21:30')

  await page.goto(`${stand.server.url}/admin/channels`)
  await page.locator('[data-row="channel"]').getByText('区体育局值班系统').waitFor()
  await shoot(page, 'channels-390')
  await page.goto(`${stand.server.url}/admin/deliveries?state=sent`)
  await hook(page, 'delivery').first().waitFor()
  await shoot(page, 'deliveries-390')
  expect(stand.complaints).toEqual([])
})
