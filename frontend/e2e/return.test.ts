import { expect, test } from 'vitest'
import { becomes, hook, linked, row, shoot, shown, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()
const BASIS = '城市照明设施由区城市管理局管养，不属于本单位职责，见职责清单第三条。'

test('a unit returns a ticket with its basis, the dispatcher sends it on, and it changes consoles', async () => {
  const [agent, office] = await Promise.all([stand.account('agent'), stand.anotherBrowser()])
  const [first, second, triage] = await Promise.all([
    stand.open('liaison-tiyu', '/unit'), stand.open('liaison-chengguanju', '/unit', { browser: office }), stand.open('dispatcher', '/triage?tab=returns', { browser: office }),
  ])
  await Promise.all([first, second, triage].map(linked))
  const { no } = await agent.log(ticketFor('tiyu'))

  await shown(first, no)
  await row(first, no).click()
  await hook(first, 'act-return').click()
  const form = hook(first, 'form-return')
  await hook(form, 'form-submit').click()
  await becomes(() => hook(form, 'field-basis').getAttribute('aria-invalid')).toBe('true')
  await hook(form, 'field-reason-not_duty').check()
  await hook(form, 'field-basis').fill(BASIS)
  await hook(form, 'field-suggested').locator('input').fill('城管局')
  await first.getByRole('option', { name: '区城市管理局' }).click()
  await hook(form, 'form-submit').click()
  await form.waitFor({ state: 'detached' })

  await shown(triage, no)
  await row(triage, no).click()
  await hook(triage, 'detail').getByText(BASIS).waitFor()
  expect(await hook(triage, 'choice-to').isChecked(), 'the suggested unit is the first choice').toBe(true)
  await shoot(triage, 'return-decide')
  await hook(triage, 'decide').click()

  await shown(second, no)
  await row(first, no).waitFor({ state: 'detached' })
  await row(triage, no).waitFor({ state: 'detached' })
  await row(second, no).click()
  await hook(second, 'act-accept').waitFor()
  expect(await agent.ticket(no)).toMatchObject({ state: 'dispatched', lead: 'chengguanju' })
  await hook(hook(first, 'detail'), 'error').waitFor()
  expect(stand.complaints.filter((c) => !/status of 403/.test(c)), 'the unit that lost it is refused, nothing else').toEqual([])
})

test('the window of a return is counted down, and time decides what nobody does', async () => {
  const [agent, unit] = await Promise.all([stand.account('agent'), stand.open('liaison-tiyu', '/unit')])
  await linked(unit)
  const [silent, asked] = [await agent.log(ticketFor('tiyu')), await agent.log(ticketFor('tiyu'))]
  await shown(unit, silent.no)
  await row(unit, silent.no).click()
  await hook(unit, 'detail').locator('[data-test="return-window"]').first().getByText('可退单至').waitFor()
  await hook(unit, 'act-return').click()
  const form = hook(unit, 'form-return')
  await hook(form, 'return-window').waitFor()
  await hook(form, 'field-reason-not_duty').check()
  await hook(form, 'field-basis').fill(BASIS)
  await hook(form, 'form-submit').click()
  await hook(form, 'field-suggested').locator('xpath=..').getByText('必填').waitFor()
  await hook(form, 'form-cancel').click()

  const liaison = await stand.account('liaison-tiyu')
  await liaison.act(asked.no, 'return', { reason: 'not_duty', basis: BASIS, suggested: 'chengguanju' })
  const until = (await agent.ticket(silent.no)).overlays.return_until ?? ''
  await stand.until(new Date(Date.parse(until) + 2000).toISOString())
  await becomes(async () => (await agent.ticket(silent.no)).overlays.deemed).toBe(true)
  await becomes(async () => (await agent.ticket(asked.no)).state).toBe('registered')
  expect((await agent.ticket(asked.no)).returns_list).toMatchObject([{ unit: 'tiyu', approved: true, by_timeout: true }])
})
