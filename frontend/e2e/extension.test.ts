import { expect, test } from 'vitest'
import { hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { dayOf, MOMENT } from './server.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()

/** A ticket the unit works on, opened on its console. */
async function inHand(unit: string) {
  const [agent, liaison] = await Promise.all([stand.account('agent'), stand.account(`liaison-${unit}`)])
  const { no } = await agent.log(ticketFor(unit))
  await liaison.act(no, 'accept')
  await liaison.act(no, 'contact', { method: 'phone', reached: true })
  return { no, liaison, agent }
}

test('a unit asks for more time, the supervisor grants it, and the citizen is told before anything else', async () => {
  const { no, agent } = await inHand('tiyu')
  const office = await stand.anotherBrowser()
  const unit = await stand.open('liaison-tiyu', `/unit/${no}`)
  const boss = await stand.open('supervisor', '/supervise', { browser: office })
  await Promise.all([unit, boss].map(linked))

  await hook(unit, 'act-extend').click()
  await hook(unit, 'field-days').fill('3')
  await hook(unit, 'field-reason').fill('灯杆需定制，厂家七日内到货')
  await hook(unit, 'field-basis').fill('供货合同第二条')
  await hook(unit, 'form-submit').click()
  await hook(unit, 'form-extend').waitFor({ state: 'detached' })

  await boss.reload()
  const request = hook(boss, `approval-${no}`)
  await request.waitFor()
  if ((await request.getAttribute('aria-expanded')) !== 'true') await request.click()
  await hook(boss, 'approval-reason').fill('情况属实')
  await hook(boss, 'approval-yes').click()

  const card = hook(unit, 'extension-card')
  await hook(card, 'told').getByText('待告知市民').waitFor()
  await hook(unit, 'next-step').getByText('告知市民新时限').waitFor()
  await shoot(unit, 'extension-tell')
  await hook(unit, 'act-contact').first().click()
  const form = hook(unit, 'form-contact')
  expect(await hook(form, 'field-about-extension').isChecked()).toBe(true)
  await shoot(unit, 'extension-contact')
  await hook(form, 'form-submit').click()
  await form.waitFor({ state: 'detached' })
  await hook(card, 'told').getByText('已告知市民').waitFor()
  const done = await agent.ticket(no)
  expect(done.overlays.tell).toBeUndefined()
  expect(Date.parse(done.extensions?.[0]?.to ?? '')).toBeGreaterThan(Date.parse(done.extensions?.[0]?.from ?? ''))

  const phone = await stand.open('liaison-tiyu', `/tickets/${no}`, { viewport: PHONE })
  await hook(phone, 'extension').waitFor()
  await shoot(phone, 'extension-390')
  expect(stand.complaints).toEqual([])
})

test('what cannot be solved now is put aside with measures and a review date, and comes back by itself', async () => {
  const { no, agent } = await inHand('tiyu')
  const page = await stand.open('supervisor', `/tickets/${no}`)
  await linked(page)
  await hook(page, 'more').click()
  await hook(page, 'act-suspend').click()
  const form = hook(page, 'form-suspend')
  const until = dayOf(MOMENT + 30 * 86_400_000)
  await hook(form, 'field-until').fill(until)
  await hook(form, 'field-reason').fill('路段待整体改造，灯杆移位方案未定')
  await hook(form, 'form-submit').click()
  expect(await hook(form, 'field-measures').getAttribute('aria-invalid')).toBe('true')
  await hook(form, 'field-measures').fill('先加装太阳能临时照明，列入明年一季度改造计划')
  await hook(form, 'form-submit').click()
  await form.waitFor({ state: 'detached' })
  await hook(page, 'suspension').getByText('先加装太阳能临时照明').waitFor()
  await shoot(page, 'suspended-ticket')

  const boss = await stand.open('supervisor', '/supervise')
  await hook(boss, 'suspended').getByText(no.slice(-4)).waitFor()
  await shoot(boss, 'suspended-list')

  const { overlays } = await agent.ticket(no)
  await stand.until(overlays.suspended_until ?? '')
  await hook(page, 'suspension').getByText('到期，时限继续计算').waitFor()
  expect((await agent.ticket(no)).overlays.suspended_until).toBeUndefined()
  expect(stand.complaints.filter((c) => !/401|403/.test(c))).toEqual([])
})

