import { expect, test } from 'vitest'
import { becomes, hook, inState, linked, row, shoot, shown, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

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
