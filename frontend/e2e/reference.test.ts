import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, test } from 'vitest'
import { Hotline } from '../../deploy/examples/ts/client.ts'
import { DESK, hook, PHONE, shoot, useStand } from './harness.ts'
import { serverBinary } from './server.ts'

const stand = useStand(2)
const reference = (): string => execFileSync(serverBinary(), ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 26 })

test('the document is OpenAPI 3.1, and the types of the pages are made of it', async () => {
  const checked = await new Validator().validate(reference())
  expect(checked.errors ?? []).toEqual([])
  expect(checked.valid).toBe(true)
  const types = astToString(await openapiTS(reference()))
  const kept = readFileSync(join(import.meta.dirname, '../src/api/schema.d.ts'), 'utf8')
  expect(kept.endsWith(types), 'frontend/src/api/schema.d.ts is stale: run make api-types').toBe(true)
}, 120_000)

test('the reference is searched, opened and linked to', async () => {
  const page = await stand.stranger('/api/docs')
  const cards = hook(page, 'operation')
  await cards.first().waitFor()
  expect(await cards.count()).toBeGreaterThan(200)
  await shoot(page, 'reference')
  await hook(page, 'reference-search').fill('登记工单')
  await expect.poll(() => cards.count()).toBe(1)
  await cards.first().getByRole('button').first().click()
  await hook(page, 'curl').waitFor()
  expect(await hook(page, 'curl').innerText()).toContain(`curl -X POST '${stand.server.url}/api/v1/tickets'`)
  expect(await cards.first().innerText()).toContain('可用角色：话务员、派单员')
  await shoot(page, 'reference-open')
  await page.goto(`${stand.server.url}/api/docs#post_tickets_no_reply`)
  await page.reload()
  await page.locator('#post_tickets_no_reply-body').waitFor()
  expect(stand.complaints).toEqual([])
})

test('the reference is read on a phone', async () => {
  const page = await stand.stranger('/api/docs#post_tickets', { viewport: PHONE })
  await page.locator('#post_tickets-body').waitFor()
  await shoot(page, 'reference-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
  await page.setViewportSize(DESK)
  expect(stand.complaints).toEqual([])
})

test('the example client logs a ticket with a token and follows it', async () => {
  const { token } = await (await stand.account('admin')).post<{ token: string }>('/tokens', { name: 'ts', role: 'agent', scopes: ['read', 'intake'] })
  const hotline = new Hotline(stand.server.url, token)
  const demand = { type: 'suggestion', channel: 'grid', urgency: 'general', title: '一点建议', text: '希望多听听居民的意见，把工作做得更细。', place: { address: '全区' }, caller: { anonymous: true } } as const
  const ticket = await hotline.log(demand, 'ts-1')
  expect((await hotline.log(demand, 'ts-1')).no).toBe(ticket.no)
  await expect(hotline.log({ ...demand, title: '', text: '' }, 'ts-2')).rejects.toThrow(/422 invalid/)
  const states: string[] = []
  for await (const seen of hotline.follow(ticket.no, 50)) {
    states.push(seen.state)
    if (seen.state === 'registered') await (await stand.account('agent')).act(ticket.no, 'answer', { text: '谢谢您的建议，已转有关科室研究。' })
    else if (!['answered', 'terminated'].includes(seen.state)) await (await stand.account('supervisor')).act(ticket.no, 'terminate', { reason: '试验' })
  }
  expect(states.length).toBeGreaterThan(1)
})
