import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { becomes, hook, PHONE, shoot, useStand } from './harness.ts'
import { REPLY, STREET_LAMP } from './matters.ts'

/** The site of somebody else, that shows the form in a frame: localhost is another site than 127.0.0.1. */
const site = createServer((request, response) => {
  const src = new URL(request.url ?? '/', 'http://localhost').searchParams.get('src') ?? ''
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end(`<!doctype html><title>区政府网站</title><iframe id="f" src="${src.replace(/["<>&]/g, '')}" style="width:100%;height:300px;border:0"></iframe>
    <script>window.heard = []; addEventListener('message', (e) => { window.heard.push(e.data); if (e.data.type === 'hotline.height') f.style.height = e.data.height + 'px' })</script>`)
})
await new Promise<void>((up) => site.listen(0, '127.0.0.1', up))
const around = `http://localhost:${(site.address() as AddressInfo).port}`
afterAll(() => site.close())

const folder = mkdtempSync(join(tmpdir(), 'hotline-frame-'))
const config = join(folder, 'hotline.toml')
writeFileSync(config, `[public]\nframes = ["${around}"]\n`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const stand = useStand(1, config)

async function fill(at: Page | FrameLocator, text: string) {
  const part = (name: string) => at.locator(`[data-test="${name}"]`)
  await part('public-text').fill(text)
  await part('public-next').click()
  await part('public-address').fill(STREET_LAMP.address)
  await part('public-next').click()
  await part('public-phone').fill(STREET_LAMP.phone)
}

test('another site shows the form in a frame that keeps no cookies and no storage, and learns its height and the number', async () => {
  const page = await stand.stranger('/healthz')
  await page.context().addInitScript(() => {
    if (window.parent === window) return
    const denied = { get() { throw new DOMException('denied', 'SecurityError') } }
    Object.defineProperty(window, 'localStorage', denied)
    Object.defineProperty(window, 'sessionStorage', denied)
    Object.defineProperty(document, 'cookie', { get: () => '', set: () => undefined })
  })
  await page.goto(`${around}/?src=${encodeURIComponent(stand.server.url + '/embed')}`)
  const frame = page.frameLocator('#f')
  await frame.locator('[data-test="public-text"]').waitFor()
  await becomes(() => page.evaluate(() => (document.getElementById('f') as HTMLIFrameElement).clientHeight)).toBeGreaterThan(400)
  await fill(frame, '嵌入页里反映的事：路口信号灯不亮')
  await frame.locator('[data-test="public-next"]').click()
  const no = (await frame.locator('[data-test="receipt-no"]').textContent())?.trim()
  const heard = await page.evaluate(() => (window as unknown as { heard: { type: string; no?: string; code?: string }[] }).heard)
  expect(heard.find((m) => m.type === 'hotline.ticket')).toEqual({ type: 'hotline.ticket', no })
  await shoot(page, 'publicframe-receipt-1440')
  await frame.locator('[data-test="receipt-open"]').click()
  await becomes(() => frame.locator('[data-test="track-number"]').textContent()).toBe(no)
  expect(stand.complaints.filter((c) => !/401|\/healthz|favicon/.test(c))).toEqual([])

  const refused = await stand.stranger('/healthz')
  await refused.goto(`${around}/?src=${encodeURIComponent(stand.server.url + '/track')}`)
  await becomes(async () => stand.complaints.some((c) => c.includes('frame-ancestors') || c.includes('X-Frame-Options'))).toBe(true)
  stand.complaints.length = 0
})

test('a form whose answer is lost, over a dead link and a reload, makes one ticket', async () => {
  const page = await stand.stranger('/', { viewport: PHONE })
  const text = '桥头路段护栏被撞坏一段，夜里看不见'
  await fill(page, text)
  let made = 0
  await page.route('**/api/v1/public/tickets', async (route) => {
    const answer = await route.fetch()
    if (answer.status() === 201) made++
    await route.abort()
  })
  await hook(page, 'public-next').click()
  await becomes(async () => made).toBeGreaterThan(0)
  await page.reload()
  await page.unroute('**/api/v1/public/tickets')
  expect(await hook(page, 'public-phone').inputValue()).toBe(STREET_LAMP.phone)
  await page.context().setOffline(true)
  await hook(page, 'public-next').click()
  await becomes(() => hook(page, 'public-next').textContent()).toContain('等待连接')
  await shoot(page, 'publicform-offline-390')
  await page.context().setOffline(false)
  const no = (await hook(page, 'receipt-no').textContent())?.trim()
  const list = await (await stand.account('dispatcher')).get<{ items: { no: string; text: string }[] }>(`/tickets?q=${encodeURIComponent('护栏被撞坏一段')}`)
  expect(list.items.map((x) => x.no)).toEqual([no])
  stand.complaints.length = 0
})

test('a citizen agrees to publication, adds a photo, sees the files of the reply, and unsubscribes', async () => {
  const page = await stand.stranger('/', { viewport: PHONE })
  await fill(page, '小区后门的路灯坏了三盏')
  await hook(page, 'public-progress').check({ force: true })
  await hook(page, 'public-confidential').check({ force: true })
  await hook(page, 'public-confidential-cost').waitFor()
  expect(await hook(page, 'public-publish').count(), 'nothing confidential is published').toBe(0)
  await hook(page, 'public-confidential').uncheck({ force: true })
  await hook(page, 'public-publish').check({ force: true })
  await shoot(page, 'publicform-who-390')
  await hook(page, 'public-next').click()
  const no = (await hook(page, 'receipt-no').textContent())?.trim() ?? ''
  const dispatcher = await stand.account('dispatcher')
  const ticket = await dispatcher.ticket(no)
  if (ticket.state === 'registered') await dispatcher.act(no, 'dispatch', { lead: 'zhujian', co_units: [], reason: '路灯' })
  const { lead } = await dispatcher.ticket(no)
  const unit = await stand.account(`liaison-${lead}`)
  await unit.act(no, 'accept')

  await hook(page, 'receipt-open').click()
  await hook(page, 'track-append').click()
  await hook(page, 'track-words').fill('今天又坏了一盏')
  const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==', 'base64')
  await hook(page, 'public-photo').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: dot })
  await hook(page, 'public-photo-sent').waitFor()
  await hook(page, 'track-append-send').click()
  await hook(page, 'track-files').locator('[data-test="picture"]').first().waitFor()
  await hook(page, 'track-unfollow').click()
  await hook(page, 'track-follow').waitFor()
  await shoot(page, 'track-files-390')

  await unit.act(no, 'contact', { method: 'phone', reached: true, note: '' })
  await unit.act(no, 'reply', { text: REPLY, resolved: true, override: '路灯' })
  await dispatcher.act(no, 'review', { pass: true, reason: '' })
  await page.reload()
  await hook(page, 'rating').waitFor()
  await page.setViewportSize({ width: 1440, height: 900 })
  await shoot(page, 'track-replied-1440')
})
