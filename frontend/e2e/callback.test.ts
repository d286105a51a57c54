import { expect, test } from 'vitest'
import { answered, citizen, inHand } from './aftercare.ts'
import { becomes, hook, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'

const stand = useStand()
const WORDS = '只来看了一眼，灯还是不亮。'

test('a call nobody takes is counted with its part of the day, and the next citizen is on the line', async () => {
  const { no } = await answered(stand, (await inHand(stand)).no)
  const page = await stand.open('agent', `/callbacks/${no}`)
  await linked(page)
  await hook(page, 'script').waitFor()
  await page.keyboard.press('2')
  expect(await hook(page, 'field-reached-no').isChecked(), 'digits choose answers').toBe(true)
  await hook(page, 'call-will').waitFor()
  await page.keyboard.press('Control+Enter')
  await becomes(() => Promise.resolve(page.url())).not.toContain(no)

  const agent = await stand.account('agent')
  const ticket = await agent.ticket(no)
  expect(ticket.state).toBe('reviewed')
  expect(ticket.missed).toHaveLength(1)
  expect(ticket.next_call?.part).not.toBe(ticket.missed?.[0]?.part)
  expect(Date.parse(ticket.next_call!.after)).toBeGreaterThan(Date.parse(ticket.missed![0]!.at))
  expect(stand.complaints).toEqual([])
})

test('who rated badly stands first with the own words; the code sends it back to the unit', async () => {
  const ticket = await answered(stand, (await inHand(stand)).no)
  const agent = await stand.account('agent')
  expect((await citizen(stand, await agent.ticket(ticket.no), 'rating', { resolved: false, satisfied: false, comment: WORDS })).status).toBe(200)
  const page = await stand.open('agent', '/callbacks')
  await linked(page)
  await shown(page, ticket.no)
  const first = await page.locator('[data-test="ticket-row"]').first().getAttribute('data-no')
  expect((await agent.ticket(first ?? '')).rating, 'the first of the list has rated badly').toBeDefined()
  await row(page, ticket.no).getByText(WORDS.slice(0, 6)).waitFor()
  await row(page, ticket.no).click()
  await hook(page, 'own-rating').getByText(WORDS).waitFor()

  const form = hook(page, 'form-callback')
  for (const key of ['1', '3', '6', '8']) await page.keyboard.press(key)
  await hook(form, 'form-submit').click()
  await becomes(() => hook(form, 'field-code-result').getAttribute('aria-invalid')).toBe('true')
  await hook(form, 'field-code-result').check()
  await hook(form, 'field-reason').fill(WORDS)
  await shoot(page, 'callback-answers')
  await hook(form, 'form-submit').click()
  await becomes(async () => (await agent.ticket(ticket.no)).state).toBe('contacted')
  expect(await agent.ticket(ticket.no)).toMatchObject({ overlays: { redo: 1 }, callbacks: [{ reached: true, satisfied: false, code: 'result' }] })
  expect(stand.complaints).toEqual([])
})

test('the call list stands on a phone', async () => {
  await answered(stand, (await inHand(stand)).no)
  const page = await stand.open('agent', '/callbacks', { viewport: PHONE })
  await page.locator('[data-test="ticket-row"]').first().click()
  await hook(page, 'script').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'nothing is wider than the phone').toBeLessThanOrEqual(PHONE.width)
  await shoot(page, 'callback-390')
})
