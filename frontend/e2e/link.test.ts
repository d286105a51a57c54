import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, hook, inState, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'
import { Proxy } from './proxy.ts'

const stand = useStand()
const UNIT = 'tiyu'
const REPLY = '11月24日上午，我单位到和平大街12号小区门口现场核查，三盏路灯因线路老化断电，已更换线路和灯具，路灯已恢复照明，夜间复查正常。'

test('the server dies and comes back: the page says so, misses nothing, and the draft is still there', async () => {
  const [agent, liaison] = await Promise.all([stand.account('agent'), stand.account(`liaison-${UNIT}`)])
  const { no } = await agent.log(ticketFor(UNIT))
  await liaison.act(no, 'accept')
  await liaison.act(no, 'contact', { method: 'phone', reached: true, note: '' })
  const page = await stand.open(`liaison-${UNIT}`, `/unit/${no}`)
  await linked(page)
  await hook(page, 'reply-text').fill(REPLY)

  await stand.server.kill()
  await hook(page, 'lost-band').waitFor()
  await shoot(page, 'link-lost')
  // The network of this page stays away a little longer than the server, so that something happens without it.
  await page.context().setOffline(true)
  await stand.server.start()
  const meanwhile = await agent.log(ticketFor(UNIT, { urgency: 'utility' }))
  await page.context().setOffline(false)

  await linked(page)
  await hook(page, 'lost-band').waitFor({ state: 'detached' })
  await shown(page, meanwhile.no)
  expect(await row(page, meanwhile.no).count()).toBe(1)
  expect(await hook(page, 'reply-text').inputValue()).toBe(REPLY)

  await page.reload()
  await shown(page, meanwhile.no)
  expect(await row(page, meanwhile.no).count()).toBe(1)
  await becomes(() => hook(page, 'reply-text').inputValue()).toBe(REPLY)
  await hook(page, 'act-reply').click()
  await inState(hook(page, 'detail'), 'replied')
})

const by = (page: Page, via: string) => page.locator(`[data-test="link"][data-state="up"][data-via="${via}"]`).waitFor({ state: 'attached' })

test('a proxy that lets no websocket through: an event stream brings the tickets, and long polls where streams are held back', async () => {
  const proxy = new Proxy(() => stand.server.url)
  await proxy.start()
  try {
    const agent = await stand.account('agent')
    const page = await stand.open(`liaison-${UNIT}`, '/unit', { through: proxy.url })
    await by(page, 'sse')
    await shoot(page, 'link-spare')
    const first = await agent.log(ticketFor(UNIT))
    await shown(page, first.no)
    await becomes(async () => (await agent.ticket(first.no)).delivered_at !== undefined).toBe(true)

    proxy.holding = true
    proxy.cut()
    const second = await agent.log(ticketFor(UNIT, { urgency: 'utility' }))
    await page.locator('[data-test="link"][data-via="poll"]').waitFor({ state: 'attached', timeout: 30_000 })
    await shown(page, second.no)
    const third = await agent.log(ticketFor(UNIT, { urgency: 'utility' }))
    await shown(page, third.no)
    await becomes(async () => (await agent.ticket(third.no)).delivered_at !== undefined).toBe(true)
    for (const { no } of [first, second, third]) expect(await row(page, no).count()).toBe(1)
  } finally {
    await proxy.stop()
  }
})

test('the machine sleeps: the page says what it missed, marks it until it is looked at, and shows nothing twice', async () => {
  const agent = await stand.account('agent')
  const page = await stand.open(`liaison-${UNIT}`, '/unit')
  const phone = await stand.open(`liaison-${UNIT}`, '/unit', { viewport: PHONE })
  for (const one of [page, phone]) await linked(one)
  await shoot(page, 'link-up')
  await shoot(phone, 'link-up-390')
  for (const one of [page, phone]) await one.context().setOffline(true)
  await page.locator('[data-test="lost-band"][data-offline="true"]').waitFor()
  await shoot(page, 'link-offline')
  await phone.locator('[data-test="lost-band"]').waitFor()
  await shoot(phone, 'link-offline-390')
  const missed = [await agent.log(ticketFor(UNIT, { urgency: 'utility' })), await agent.log(ticketFor(UNIT))]

  for (const one of [page, phone]) {
    await one.context().setOffline(false)
    await hook(one, 'back-band').getByText('已恢复，补收 2 条').waitFor()
    for (const { no } of missed) await shown(one, no)
    await shoot(one, one === phone ? 'link-back-390' : 'link-back')
  }
  for (const { no } of missed) {
    expect(await row(page, no).count()).toBe(1)
    await hook(row(page, no), 'missed').waitFor()
  }
  await row(page, missed[0]?.no ?? '').click()
  await hook(row(page, missed[0]?.no ?? ''), 'missed').waitFor({ state: 'detached' })
  expect(await hook(row(page, missed[1]?.no ?? ''), 'missed').count()).toBe(1)
})

test('a person who is moved to another unit works with the rights of that one at once', async () => {
  const admin = await stand.account('admin')
  const page = await stand.open('liaison-binhe', '/unit')
  await linked(page)
  await admin.send('PATCH', '/users/liaison-binhe', { unit: UNIT })
  await hook(page, 'user-menu').getByText('体育').waitFor()
  await linked(page)
  await admin.send('PATCH', '/users/liaison-binhe', { active: false })
  await page.waitForURL(/login/)
})
