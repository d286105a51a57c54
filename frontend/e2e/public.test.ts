import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, choose, hook, PHONE, shoot, useStand } from './harness.ts'
import { REPLY, STREET_LAMP } from './matters.ts'

const stand = useStand()
const phone = { viewport: PHONE }

/** Walks the citizen through the three questions. */
async function report(page: Page): Promise<{ no: string; code: string }> {
  await hook(page, 'public-text').fill(STREET_LAMP.text)
  await hook(page, 'public-next').click()
  await hook(page, 'public-address').fill(STREET_LAMP.address)
  await hook(page, 'public-next').click()
  await hook(page, 'public-phone').fill(STREET_LAMP.phone)
  await hook(page, 'public-name').fill(STREET_LAMP.name)
  await hook(page, 'public-next').click()
  const [no, code] = await Promise.all(['receipt-no', 'receipt-code'].map((name) => hook(page, name).textContent()))
  return { no: no?.trim() ?? '', code: code?.replace(/[\s-]/g, '') ?? '' }
}

async function track(page: Page, ticket: { no: string; code: string }): Promise<void> {
  await hook(page, 'track-no').fill(ticket.no)
  await hook(page, 'track-code').fill(ticket.code)
  await hook(page, 'track-find').click()
}

/** The hotline and a unit do their part through the API until the reply has passed the review and may be rated. */
async function handle(no: string): Promise<void> {
  const dispatcher = await stand.account('dispatcher')
  const fresh = await dispatcher.ticket(no)
  if (fresh.state === 'registered') await dispatcher.act(no, 'dispatch', { lead: 'zhujian', co_units: [], reason: STREET_LAMP.text })
  const { lead } = await dispatcher.ticket(no)
  const unit = await stand.account(`liaison-${lead}`)
  await unit.act(no, 'accept')
  await unit.act(no, 'contact', { method: 'phone', reached: true, note: '' })
  await unit.act(no, 'reply', { text: REPLY, resolved: true, override: STREET_LAMP.text })
  await dispatcher.act(no, 'review', { pass: true, reason: '' })
}

test('a citizen reports on a phone, gets number and code, and finds the progress with them', async () => {
  const page = await stand.stranger('/', phone)
  const ticket = await report(page)
  expect(ticket.no).toMatch(/^\d{8}-\d{3,}$/)
  expect(ticket.code).toMatch(/^[0-9A-Z]{6}$/)
  await shoot(page, 'public-receipt-390')

  await hook(page, 'receipt-open').click()
  await becomes(() => hook(page, 'track-number').textContent()).toBe(ticket.no)

  const elsewhere = await stand.stranger('/track', phone)
  await track(elsewhere, ticket)
  await hook(elsewhere, 'track-state').waitFor()
  expect(elsewhere.url(), 'the code stays out of the URL').not.toContain(ticket.code)
})

test('what was typed survives a reload', async () => {
  const page = await stand.stranger('/', phone)
  await hook(page, 'public-text').fill(STREET_LAMP.text)
  await page.reload()
  expect(await hook(page, 'public-text').inputValue()).toBe(STREET_LAMP.text)

  await hook(page, 'public-next').click()
  await hook(page, 'public-address').fill(STREET_LAMP.address)
  await page.reload()
  expect(await hook(page, 'public-address').inputValue()).toBe(STREET_LAMP.address)
})

test('nothing missing is sent: the page says what is asked for', async () => {
  const page = await stand.stranger('/', phone)
  await hook(page, 'public-next').click()
  await page.getByRole('alert').waitFor()
  expect(await hook(page, 'public-text').getAttribute('aria-invalid')).toBe('true')
})

test('a wrong code is explained and tells nothing of the ticket', async () => {
  const { no } = await report(await stand.stranger('/', phone))
  const page = await stand.stranger('/track', phone)
  await track(page, { no, code: 'ZZZZZZ' })
  await hook(page, 'track-unknown').waitFor()
  expect(await page.locator('main').textContent()).not.toContain(STREET_LAMP.address)
  await shoot(page, 'track-wrong-390')

  await hook(page, 'track-code').fill('12')
  await hook(page, 'track-find').click()
  await becomes(() => hook(page, 'track-code').getAttribute('aria-invalid')).toBe('true')
})

test('a reply can be read and rated once', async () => {
  const ticket = await report(await stand.stranger('/', phone))
  await handle(ticket.no)
  const page = await stand.stranger('/track', phone)
  await track(page, ticket)
  await page.getByText(REPLY.slice(0, 20)).first().waitFor()

  await hook(page, 'rate-send').click()
  await hook(page, 'rating').getByRole('alert').waitFor()
  await choose(page, 'rate-solved')
  await choose(page, 'rate-pleased')
  await hook(page, 'rate-send').click()
  await hook(page, 'track-said').waitFor()
  await hook(page, 'rating').waitFor({ state: 'detached' })
  await shoot(page, 'track-rated-390')

  const agent = await stand.account('agent')
  expect((await agent.ticket(ticket.no)).rating).toMatchObject({ resolved: true, satisfied: true })
})
