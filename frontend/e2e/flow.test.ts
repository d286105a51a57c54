import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, hook, inState, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { NO_HEAT, REPLY } from './matters.ts'

const stand = useStand()

/** The agent writes down the call until the desk knows who might handle it. */
async function write(desk: Page): Promise<void> {
  await desk.keyboard.press('F8')
  await hook(desk, 'phone').pressSequentially(NO_HEAT.phone)
  await hook(desk, 'text').pressSequentially(NO_HEAT.text)
  await hook(desk, 'address').pressSequentially(NO_HEAT.address)
  await hook(desk, 'name').pressSequentially(NO_HEAT.name)
  await hook(desk, 'unit-1').waitFor()
}

/** The citizen opens the progress with the number and code the agent read out. */
async function find(page: Page, no: string, code: string): Promise<void> {
  await hook(page, 'track-no').fill(no)
  await hook(page, 'track-code').fill(code)
  await hook(page, 'track-find').click()
  await hook(page, 'track-state').waitFor()
}

/** The citizen looks again. */
async function sees(page: Page, state: string): Promise<void> {
  await page.reload()
  await page.locator(`[data-test="track-state"][data-state="${state}"]`).waitFor()
}

/** The units that help hand in their share; the lead's reply waits for them, and its page says so by itself. */
async function helpers(no: string, leadPage: Page): Promise<void> {
  const { co_units } = await (await stand.account('agent')).ticket(no)
  for (const unit of co_units) {
    const helper = await stand.account(`liaison-${unit}`)
    await helper.act(no, 'accept')
    await helper.act(no, 'part', { text: REPLY })
    await hook(leadPage, `part-${unit}`).and(leadPage.locator('[data-state="done"]')).waitFor()
  }
}

const send = (page: Page) => hook(page, 'form-submit').click()

test('a call becomes a ticket, a reply, a call-back, and the citizen sees every step', async () => {
  const office = await stand.anotherBrowser()
  const desk = await stand.open('agent', '/desk')
  await linked(desk)
  await write(desk)
  await desk.keyboard.press('Alt+1')
  const unit = (await hook(desk, 'unit-1').getAttribute('data-unit')) ?? ''

  const unitPage = await stand.open(`liaison-${unit}`, '/unit', { browser: office })
  const reviews = await stand.open('dispatcher', '/reviews', { browser: office })
  await Promise.all([linked(unitPage), linked(reviews)])

  await desk.keyboard.press('Control+Enter')
  const no = (await hook(desk, 'done-no').getAttribute('data-no')) ?? ''
  const { code } = await (await stand.account('agent')).ticket(no)
  expect(await hook(desk, 'done').textContent()).toContain(code)
  const citizen = await stand.stranger('/track', { viewport: PHONE })
  await find(citizen, no, code ?? '')
  await sees(citizen, 'dispatched')

  await shown(unitPage, no)
  await row(unitPage, no).click()
  await hook(unitPage, 'said').filter({ hasText: NO_HEAT.text.slice(0, 20) }).waitFor()
  await hook(unitPage, 'act-accept').click()
  await inState(hook(unitPage, 'detail'), 'accepted')
  await sees(citizen, 'accepted')

  await hook(unitPage, 'act-contact').first().click()
  await hook(unitPage, 'form-contact').waitFor()
  await send(unitPage)
  await inState(hook(unitPage, 'detail'), 'contacted')
  await sees(citizen, 'contacted')

  await helpers(no, unitPage)
  await hook(unitPage, 'reply-text').fill(REPLY)
  await unitPage.keyboard.press('Control+Enter')
  await inState(hook(unitPage, 'detail'), 'replied')
  await sees(citizen, 'replied')

  await shown(reviews, no)
  await row(reviews, no).click()
  await hook(reviews, 'reply').filter({ hasText: REPLY.slice(0, 20) }).waitFor()
  await send(reviews)
  await row(reviews, no).waitFor({ state: 'detached' })
  await sees(citizen, 'reviewed')

  await callBack(desk, no)
  await sees(citizen, 'closed')
  await citizen.getByText(REPLY.slice(0, 20)).first().waitFor()
  await shoot(citizen, 'flow-closed-390')
  await becomes(() => row(unitPage, no).count()).toBe(0)
  expect(stand.complaints).toEqual([])
})

/** The agent rings the caller, who is content; the next call-back opens by itself. */
async function callBack(desk: Page, no: string): Promise<void> {
  await desk.goto(`${stand.server.url}/callbacks/${no}`)
  const form = hook(desk, 'form-callback')
  for (const answer of ['reached', 'contacted', 'resolved', 'satisfied']) await hook(form, `field-${answer}-yes`).check()
  await send(desk)
  await becomes(() => Promise.resolve(desk.url())).not.toContain(no)
}
