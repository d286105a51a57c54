import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, row, shoot, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'tiyu'

test('rules are tried before they are saved; a run finds what is new, the unit is told, the list holds exactly those tickets, and it is marked handled', async () => {
  const [agent, admin] = await Promise.all([stand.account('agent'), stand.account('admin')])
  const { no } = await agent.log(ticketFor(UNIT))
  await agent.act(no, 'urge', { text: '请尽快' })

  const page = await stand.open('admin', '/admin/inspection')
  await hook(page, 'threshold-urged').fill('1')
  await hook(page, 'inspection-try').click()
  await becomes(async () => Number.parseInt((await hook(page, 'trial-urged').innerText()) || '0', 10)).toBeGreaterThan(0)
  await shoot(page, 'inspection-trial')
  await hook(page, 'inspection-save').click()
  await becomes(() => hook(page, 'inspection-save').isDisabled()).toBe(true)

  const unit = await stand.open(`liaison-${UNIT}`, '/unit')
  await linked(unit)
  const office = await stand.open('supervisor', '/supervise')
  await stand.advance('61s')
  await admin.post('/inspections')
  await office.reload()
  const finding = hook(office, 'finding-urged')
  await finding.click()
  await hook(office, 'finding-all').waitFor()
  await shoot(office, 'inspection-findings')
  await hook(office, 'finding-note').fill('已电话督促单位')
  await hook(office, 'finding-handle').click()
  await finding.getByText('已处置').waitFor()
  await finding.click()
  await hook(office, 'finding-handled').getByText('已电话督促单位').waitFor()
  await hook(office, 'finding-all').click()
  await row(office, no).waitFor()
  const listed = await hook(office, 'ticket-row').count()
  expect(listed, 'exactly the tickets of the finding').toBeLessThan(20)

  const events = await agent.get<{ items: { kind: string; data: { count?: number } }[] }>(`/tickets/${no}/events`)
  expect(events.items.some((e) => e.kind === 'inspected' && (e.data.count ?? 0) > 0), 'the unit is told once of the rule').toBe(true)
  const phone = await stand.open('supervisor', '/supervise', { viewport: PHONE })
  await hook(phone, 'lights').waitFor()
  await shoot(phone, 'inspection-390')
  expect(stand.complaints).toEqual([])
})
