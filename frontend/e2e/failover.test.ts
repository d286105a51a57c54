import { expect, test } from 'vitest'
import { becomes, hook, inState, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'tiyu'

test('nobody of the unit has its console open: the B post finds the ticket with the band, accepts it, and the record says who', async () => {
  const [agent, admin] = await Promise.all([stand.account('agent'), stand.account('admin')])
  const { no } = await agent.log(ticketFor(UNIT))
  await stand.advance('61s')
  await admin.post('/jobs/sweep/run')
  await becomes(async () => (await agent.ticket(no)).overlays.stand_in).toBe('B')

  const b = await stand.open(`liaison-${UNIT}-b`, '/unit')
  await linked(b)
  await hook(b, 'stand-in').getByText('代 A 岗').waitFor()
  await shoot(b, 'failover-band')
  await hook(b, 'stand-in-see').click()
  await shown(b, no)
  await row(b, no).click()
  await hook(b, 'act-accept').click()
  await row(b, no).waitFor({ state: 'detached' })

  const office = await stand.open('supervisor', `/tickets/${no}`)
  await inState(office, 'accepted')
  const log = hook(office, 'event')
  await log.filter({ hasText: '由 B 岗代岗' }).first().waitFor()
  await log.filter({ hasText: 'B 岗' }).filter({ hasText: '接单' }).first().waitFor()
  await hook(office, 'duty-card').waitFor()
  await shoot(office, 'failover-record')
  expect(stand.complaints).toEqual([])
})

test('the console of A is open and acknowledges, so nothing changes until the accept clock reminds; then B stands in and A is told', async () => {
  const [agent, admin] = await Promise.all([stand.account('agent'), stand.account('admin')])
  const a = await stand.open(`liaison-${UNIT}`, '/unit', { viewport: PHONE })
  await linked(a)
  const ticket = await agent.log(ticketFor(UNIT, { urgency: 'utility' }))
  await shown(a, ticket.no)
  await becomes(async () => (await agent.ticket(ticket.no)).delivered_at !== undefined).toBe(true)
  await stand.advance('70s')
  await admin.post('/jobs/sweep/run')
  expect((await agent.ticket(ticket.no)).overlays.failed_over).toBeUndefined()

  const accept = ticket.clocks.find((c) => c.kind === 'accept')
  if (!accept) throw new Error('no clock')
  const [start, due] = [Date.parse(accept.start), Date.parse(accept.due)]
  await stand.until(new Date(start + 0.82 * (due - start)).toISOString())
  await admin.post('/jobs/sweep/run')
  await becomes(async () => (await agent.ticket(ticket.no)).overlays.stand_in).toBe('B')
  await hook(a, 'stand-in').getByText('B 岗正在代办').waitFor()
  await shoot(a, 'failover-a-390')
  expect(stand.complaints).toEqual([])
})
