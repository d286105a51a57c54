import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, hook, PHONE, shoot, useStand } from './harness.ts'
import { STREET_LAMP } from './matters.ts'

const stand = useStand(1)
/** What the first page of a citizen on an old phone may weigh. */
const BUDGET = 140_000

/** A photo as a phone takes it, bigger than what is sent. */
async function photo(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 3000
    canvas.height = 2000
    const c = canvas.getContext('2d')
    for (let i = 0; c && i < 400; i++) { c.fillStyle = `hsl(${i * 7} 60% 50%)`; c.fillRect((i % 20) * 150, Math.floor(i / 20) * 100, 150, 100) }
    return canvas.toDataURL('image/jpeg', 0.9)
  })
  return Buffer.from(url.split(',')[1] ?? '', 'base64')
}

test('the first page is light and asks nobody else', async () => {
  const page = await stand.stranger('/healthz', { viewport: PHONE })
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  const hosts = new Set<string>()
  cdp.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength })
  page.on('request', (r) => { if (/^https?:/.test(r.url())) hosts.add(new URL(r.url()).origin) })
  await page.goto(stand.server.url + '/', { waitUntil: 'networkidle' })
  await hook(page, 'public-text').fill(STREET_LAMP.text)
  await page.waitForLoadState('networkidle')
  console.log(`the first page and its robot check: ${bytes} bytes`)
  expect(bytes).toBeLessThan(BUDGET)
  expect([...hosts]).toEqual([stand.server.url])
})

test('a citizen sends photos from a small phone, and the place is proposed', async () => {
  const page = await stand.stranger('/', { viewport: { width: 320, height: 640 } })
  await hook(page, 'public-text').fill(STREET_LAMP.text)
  await hook(page, 'public-photo').setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: await photo(page) })
  await hook(page, 'public-photo-sent').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'nothing sticks out').toBeLessThanOrEqual(320)
  await shoot(page, 'publicform-what-320')
  await page.reload()
  await hook(page, 'public-photo-sent').waitFor()
  await hook(page, 'public-next').click()
  await hook(page, 'public-address').fill('柳林新苑 6 号楼')
  await hook(page, 'public-place').first().waitFor()
  await shoot(page, 'publicform-where-320')
  await hook(page, 'public-place').first().check({ force: true })
  await hook(page, 'public-next').click()
  await hook(page, 'public-phone').fill(STREET_LAMP.phone)
  await hook(page, 'public-progress').check({ force: true })
  await shoot(page, 'publicform-who-320')
  await hook(page, 'public-next').click()
  const no = (await hook(page, 'receipt-no').textContent())?.trim() ?? ''
  await shoot(page, 'publicform-receipt-320')
  const ticket = await (await stand.account('dispatcher')).ticket(no) as unknown as { place: { town: string }; attachments: { w: number; h: number }[] }
  expect(ticket.place.town).toBe('柳林镇')
  expect(ticket.attachments).toHaveLength(1)
  expect(Math.max(ticket.attachments[0]?.w ?? 0, ticket.attachments[0]?.h ?? 0), 'made smaller on the phone').toBe(2048)
  expect(stand.complaints).toEqual([])
})

test('the form works without a mouse, every field has a name, and another site shows it in a frame only where it may', async () => {
  const page = await stand.stranger('/', { viewport: PHONE })
  await hook(page, 'public-text').focus()
  await page.keyboard.type(STREET_LAMP.text)
  const names = await page.evaluate(() => [...document.querySelectorAll('input, textarea, select, button')].filter((e) => !e.closest('[aria-hidden], [hidden]'))
    .map((e) => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || (e as HTMLInputElement).labels?.[0]?.textContent || e.textContent || ''))
  expect(names.filter((n) => !n.trim())).toEqual([])
  await shoot(page, 'publicform-what-390')
  await page.keyboard.press('Control+Enter')
  await hook(page, 'public-address').waitFor()
  await becomes(() => page.evaluate(() => document.activeElement?.getAttribute('data-test') ?? '')).toBe('public-address')
  await page.keyboard.type('城关里 3 号楼')
  await page.keyboard.press('Enter')
  await hook(page, 'public-phone').waitFor()
  await becomes(() => page.evaluate(() => document.activeElement?.getAttribute('data-test') ?? '')).toBe('public-phone')
  await page.keyboard.type(STREET_LAMP.phone)
  await page.keyboard.press('Enter')
  await hook(page, 'receipt-no').waitFor()
  for (const path of ['/', '/embed', '/track']) expect((await fetch(stand.server.url + path)).headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'")
})
