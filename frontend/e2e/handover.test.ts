import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()

test('a dissolved unit hands over what it holds: tickets, accounts and catalogue go to the successor', async () => {
  const [agent, admin, office] = await Promise.all([stand.account('agent'), stand.account('admin'), stand.anotherBrowser()])
  const lead = await agent.log(ticketFor('tiyu'))
  const co = await agent.log({ ...ticketFor('yuanlin'), dispatch: { lead: 'yuanlin', co_units: ['tiyu'], reason: '' } })
  const page = await stand.open('admin', '/admin/units?unit=tiyu')
  const heir = await stand.open('liaison-wenlv', '/unit', { browser: office })
  await linked(heir)

  await hook(page, 'unit-handover').click()
  await hook(page, 'holdings').waitFor()
  await shoot(page, 'handover-holds')
  await hook(page, 'handover-next').click()
  expect(await hook(page, 'handover-next').isDisabled(), 'somebody must take over').toBe(true)
  await hook(page, 'handover-to').locator('input').fill('文化和旅游')
  await page.getByRole('option', { name: '区文化和旅游局', exact: true }).click()
  await hook(page, 'users-move').check({ force: true })
  await shoot(page, 'handover-to')
  await hook(page, 'handover-next').click()
  await hook(page, 'handover-reason').fill('机构改革，区委编办〔2026〕12号文')
  await shoot(page, 'handover-confirm')
  await hook(page, 'handover-next').click()
  await hook(page, 'handover-result').and(page.locator('[data-finished="true"]')).waitFor()
  await shoot(page, 'handover-done')

  expect(await agent.ticket(lead.no)).toMatchObject({ lead: 'wenlv', first_unit: 'wenlv', overlays: { overdue: false } })
  expect((await agent.ticket(co.no)).co_units).toEqual(['wenlv'])
  await shown(heir, lead.no)
  await row(heir, lead.no).click()
  await hook(heir, 'act-accept').click()
  await becomes(async () => (await agent.ticket(lead.no)).state).toBe('accepted')
  const holds = await admin.get<Record<string, number>>('/units/tiyu/holdings')
  expect([holds.lead, holds.co, holds.users, holds.entries]).toEqual([0, 0, 0, 0])
  const log = await stand.open('dispatcher', `/tickets/${lead.no}`, { viewport: PHONE, browser: office })
  await log.getByText('移交区文化和旅游局').first().waitFor()
  await shoot(log, 'handover-390')
  expect(stand.complaints.filter((c) => !/401|403/.test(c))).toEqual([])
})

test('a unit that holds tickets is not simply switched off', async () => {
  await (await stand.account('agent')).log(ticketFor('qixiang'))
  const page = await stand.open('admin', '/admin/units?unit=qixiang')
  await hook(page, 'unit-form').getByRole('button', { name: '停用' }).click()
  await hook(page, 'unit-stop').click()
  await page.getByText('请用“撤并移交”办理').waitFor()
  expect(stand.complaints.filter((c) => !/409/.test(c))).toEqual([])
})
