import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../deploy/examples/ts/client.ts'
import { becomes, hook, PHONE, shoot, useStand } from './harness.ts'
import { REPLY } from './matters.ts'

// The platform of these tests stands on this machine, where nothing may lead unless the operator says so.
process.env.HOTLINE_OUTBOUND_ALLOW = '127.0.0.1'

const stand = useStand()
const UNIT = 'tiyu'
const CODE = 'trial'
const TEXT = '某事项请核实并答复来电人，谢谢。'
let platform: Server
let url = ''
let secret = ''
let status = 200
/** What the platform has: its tickets, open or closed, and the milestones that came for them. */
const theirs = new Map<string, 'open' | 'closed'>()
const came: { no: string; id: string; milestone: string; status?: string }[] = []
const deliveries: { signature: string; body: string }[] = []
const pushed: { event: string; no: string; ticket: { type: string } }[] = []

beforeAll(async () => {
  platform = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      const path = request.url ?? ''
      const say = (code: number, value: unknown) => response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
      if (path === '/hook') {
        pushed.push(JSON.parse(body))
        deliveries.push({ signature: String(request.headers['x-hotline-signature'] ?? ''), body })
        return say(200, {})
      }
      if (path.endsWith('/milestones')) {
        if (status !== 200) return say(status, {})
        came.push(JSON.parse(body))
        return say(200, {})
      }
      if (path.startsWith('/tickets?')) return say(200, { items: [...theirs].map(([no, state]) => ({ no, state, at: new Date(Date.parse('2026-11-18T10:00:00+08:00')).toISOString() })) })
      return say(200, handed(path.split('/').at(-1) ?? ''))
    })
  })
  await new Promise<void>((up) => platform.listen(0, '127.0.0.1', up))
  url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`
})
afterAll(() => platform.close())

const handed = (no: string, unit = '') => ({ no, text: TEXT, type: '投诉', unit, place: { address: '和平大街' }, caller: { anonymous: true } })

const serverTime = async (): Promise<string> => ((await (await fetch(`${stand.server.url}/api/v1/time`)).json()) as { now: string }).now

/** Sends what a platform sends, signed as the reference says. */
async function say<T>(kind: 'tickets' | 'events', value: object): Promise<T> {
  const path = `/api/v1/upstream/${CODE}/${kind}`
  const at = String(Math.floor(Date.parse(await serverTime()) / 1000))
  const body = JSON.stringify(value)
  const nonce = randomUUID()
  const lines = ['POST', path, at, nonce, createHash('sha256').update(body).digest('hex')].join('\n')
  const headers = { 'Content-Type': 'application/json', 'X-Platform': CODE, 'X-Timestamp': at, 'X-Nonce': nonce, 'X-Signature': createHmac('sha256', secret).update(lines).digest('hex') }
  const response = await fetch(stand.server.url + path, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

test('a platform is connected; what it refuses is a dead letter and goes out again; the two sides are compared and mended', async () => {
  const admin = await stand.open('admin', '/admin/platforms')
  await hook(admin, 'platform-add').click()
  await hook(admin, 'platform-code').fill(CODE)
  await hook(admin, 'platform-name').fill('测试市平台')
  await hook(admin, 'platform-url').fill(url)
  await hook(admin, 'table-types').fill('投诉 = complaint')
  await hook(admin, 'table-units').fill(`U1 = ${UNIT}`)
  await hook(admin, 'table-statuses').fill('accepted = 20\nclosed = 90')
  await shoot(admin, 'platform-new')
  await hook(admin, 'platform-save').click()
  secret = (await hook(admin, 'secret').innerText()).trim()
  expect(secret).toMatch(/^[0-9a-f]{48}$/)
  await shoot(admin, 'platform-secret')
  await hook(admin, 'secret-done').click()
  await hook(admin, `platform-${CODE}`).waitFor()
  expect(await admin.content(), 'a secret is shown once').not.toContain(secret)

  const { no } = await say<{ no: string }>('tickets', handed('X-1', 'U1'))
  theirs.set('X-1', 'open')
  status = 400
  const unit = await stand.account(`liaison-${UNIT}`)
  await unit.act(no, 'accept')
  await admin.goto(`${stand.server.url}/admin/exchange?platform=${CODE}&side=out&state=dead`)
  const rows = hook(admin, 'exchange-rows')
  await becomes(async () => { await admin.reload(); return rows.getByText('X-1').count() }).toBe(1)
  await rows.getByText('对方返回 400').waitFor()
  await shoot(admin, 'exchange-dead')
  status = 200
  await hook(rows, 'resend').click()
  await becomes(async () => came.map((m) => [m.no, m.milestone, m.status])).toEqual([['X-1', 'accepted', '20']])
  await hook(admin, 'state-sent').click()
  await becomes(async () => { await admin.reload(); return rows.getByText('X-1').count() }).toBe(1)

  await unit.act(no, 'contact', { method: 'visit', reached: true, note: '已到现场' })
  await unit.act(no, 'reply', { text: REPLY, resolved: true, evidence: '18日上午现场处理，物业经理在场见证并签字。' })
  await (await stand.account('dispatcher')).act(no, 'review', { pass: true })
  await becomes(async () => came.map((m) => m.milestone)).toEqual(['accepted', 'contacted', 'replied', 'closed'])
  theirs.set('X-2', 'open') // never arrived here
  const supervisor = await stand.open('supervisor', `/admin/exchange?platform=${CODE}&side=differences`)
  await hook(supervisor, 'compare').click()
  const table = hook(supervisor, 'differences')
  await table.locator('[data-kind="theirs_open"]').getByText('X-1').waitFor()
  await shoot(supervisor, 'exchange-differences')
  await hook(table.locator('[data-kind="missing_here"]'), 'mend').click()
  await supervisor.getByText('已登记为').waitFor()
  const before = came.length
  await hook(table.locator('[data-kind="theirs_open"]'), 'mend').click()
  await becomes(async () => came.slice(before).map((m) => m.milestone)).toEqual(['accepted', 'contacted', 'replied', 'closed'])
  expect(new Set(came.map((m) => m.id)).size, 'a milestone keeps its id').toBe(4)
  theirs.set('X-1', 'closed')
  await hook(supervisor, 'compare').click()
  await supervisor.getByText('双方一致').waitFor()
  await hook(supervisor, 'lane-in').click()
  await becomes(() => hook(supervisor, 'exchange-rows').getByText('下派工单').count()).toBe(2)
  await shoot(supervisor, 'exchange-in')
  expect(stand.complaints).toEqual([])
})

test('the dispatcher gives a ticket back to the platform, which does not take it', async () => {
  const { no } = await say<{ no: string }>('tickets', handed('X-3'))
  const page = await stand.open('dispatcher', `/tickets/${no}`)
  await hook(page, 'more').click()
  await hook(page, 'act-return-upstream').click()
  const form = hook(page, 'form-return-upstream')
  await hook(form, 'form-submit').click()
  await becomes(() => hook(form, 'field-basis').getAttribute('aria-invalid')).toBe('true')
  await hook(form, 'field-reason').fill('不属于本区管辖')
  await hook(form, 'field-basis').fill('市区两级责任清单第十二条')
  await shoot(page, 'return-upstream')
  await hook(form, 'form-submit').click()
  const card = hook(page, 'upstream-card')
  await card.and(page.locator('[data-state="waiting"]')).waitFor()
  await becomes(async () => came.some((m) => m.no === 'X-3' && m.milestone === 'returned')).toBe(true)
  await say('events', { id: 'e-3', no: 'X-3', kind: 'return_decided', approve: false, text: '属你区管辖，请继续办理' })
  await card.and(page.locator('[data-state="refused"]')).waitFor()
  await shoot(page, 'upstream-card')
  expect(stand.complaints).toEqual([])
})

test('a webhook is told of the events and types that were chosen, and its log shows it', async () => {
  const admin = await stand.open('admin', '/admin/webhooks')
  await hook(admin, 'webhook-add').click()
  await hook(admin, 'webhook-name').fill('测试平台')
  await hook(admin, 'webhook-url').fill(`${url}/hook`)
  await hook(admin, 'events-some').click()
  await hook(admin, 'event-registered').check()
  await hook(admin, 'event-urged').check()
  await hook(admin, 'type-complaint').check()
  await shoot(admin, 'webhook-new')
  await hook(admin, 'webhook-save').click()
  const secretOfHook = (await hook(admin, 'secret').innerText()).trim()
  await hook(admin, 'secret-done').click()
  await stand.advance('6s') // the server looks for webhooks now and then
  const agent = await stand.account('agent')
  const place = { address: '和平大街', town: '' }
  const caller = { name: '', phone: '', anonymous: true, confidential: false, wants_reply: false }
  const [told] = [await agent.log({ type: 'complaint', channel: 'phone', urgency: 'general', title: '', text: TEXT, place, caller }), await agent.log({ type: 'help', channel: 'phone', urgency: 'general', title: '', text: TEXT, place, caller })]
  await agent.act(told.no, 'note', { text: '不在所选事件之内' })
  await agent.act(told.no, 'urge', { text: '请加快' })
  await becomes(async () => pushed.map((p) => [p.event, p.no, p.ticket.type])).toEqual([['registered', told.no, 'complaint'], ['urged', told.no, 'complaint']])
  const at = Date.parse(await serverTime())
  expect(await Promise.all(deliveries.map((d) => verify(d.signature, secretOfHook, d.body, at)))).toEqual([true, true])
  await hook(admin, 'webhook-log').click()
  await becomes(() => admin.locator(`[data-test="delivery"][data-no="${told.no}"]`).count()).toBe(2)
  await shoot(admin, 'webhook-log')
  const phone = await stand.open('admin', '/admin/webhooks', { viewport: PHONE })
  await phone.locator('[data-row="webhook"]').first().waitFor()
  await shoot(phone, 'webhooks-390')
  for (const [name, path, wait] of [['exchange-390', `/admin/exchange?platform=city`, 'exchange-rows'], ['differences-390', `/admin/exchange?platform=city&side=differences`, 'differences'], ['platforms-390', `/admin/platforms?platform=${CODE}`, 'platform-form']] as const) {
    await phone.goto(stand.server.url + path)
    await hook(phone, wait).waitFor()
    await shoot(phone, name)
  }
  for (const [name, path, wait] of [['exchange-1440', `/admin/exchange?platform=city`, 'exchange-rows'], ['differences-1440', `/admin/exchange?platform=city&side=differences`, 'differences'], ['webhooks-1440', '/admin/webhooks', 'admin-webhooks']] as const) {
    await admin.goto(stand.server.url + path)
    await hook(admin, wait).waitFor()
    await shoot(admin, name)
  }
  expect(stand.complaints).toEqual([])
})
