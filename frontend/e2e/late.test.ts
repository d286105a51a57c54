import { expect, test } from 'vitest'
import type { Clock, TicketRow } from '../src/api/types.ts'
import { becomes, hook, linked, row, shoot, shown, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'tiyu'

/** Ends what is late before the moment, so that the ticket of the test stands at the top of the ladder. */
async function clearLadder(until: string): Promise<void> {
  const supervisor = await stand.account('supervisor')
  const { items } = await supervisor.get<{ items: TicketRow[] }>('/tickets?queue=hotline/open&limit=200')
  const early = (c: Clock) => !c.met_at && (c.state === 'running' || c.state === 'late') && c.due < until
  for (const { no } of items.filter((r) => r.lead !== UNIT && r.clocks.some(early))) {
    const { actions } = await supervisor.ticket(no)
    if (actions.includes('terminate')) await supervisor.act(no, 'terminate', { reason: 'test' })
  }
}

/** Lets days pass until the ladder has lifted the ticket to the level. */
async function untilLevel(no: string, level: number): Promise<void> {
  const admin = await stand.account('admin')
  for (let day = 0; day < 15; day++) {
    if ((await admin.ticket(no)).overlays.level === level) return
    await stand.advance('24h')
    await admin.post('/jobs/sweep/run')
  }
  throw new Error(`${no} did not reach level ${level}`)
}

test('nobody accepts: the unit is reminded, then it is late, then the ladder lifts it, all without a reload', async () => {
  const agent = await stand.account('agent')
  const ticket = await agent.log(ticketFor(UNIT, { urgency: 'utility' }))
  const accept = ticket.clocks.find((c) => c.kind === 'accept')
  if (!accept) throw new Error('no clock')
  await clearLadder(accept.due)

  const unit = await stand.open(`liaison-${UNIT}`, '/unit')
  const office = await stand.open('supervisor', '/supervise')
  await Promise.all([linked(unit), linked(office)])
  await shown(unit, ticket.no)
  const tone = () => hook(row(unit, ticket.no), 'clock').getAttribute('data-tone')
  expect(await tone()).toBe('ok')

  const [start, due] = [Date.parse(accept.start), Date.parse(accept.due)]
  await stand.until(new Date(start + 0.81 * (due - start)).toISOString())
  await becomes(tone).toBe('soon')
  await row(unit, ticket.no).click()
  await hook(unit, 'event').filter({ hasText: '提醒' }).first().waitFor()

  await stand.until(new Date(due + 1000).toISOString())
  await becomes(tone).toBe('late')
  await onLadder(0)
  await shoot(office, 'late-ladder-0')

  await untilLevel(ticket.no, 1)
  await onLadder(1)
  await becomes(() => hook(hook(office, 'ladder-0'), `card-${ticket.no}`).count()).toBe(0)
  await shoot(office, 'late-ladder-1')
  expect(stand.complaints).toEqual([])

  /** The card stands in the column; new ones wait behind a bar. */
  async function onLadder(level: number): Promise<void> {
    const column = hook(office, `ladder-${level}`)
    await becomes(async () => {
      const bar = column.locator('.newbar')
      if (await bar.isVisible()) await bar.click()
      return hook(column, `card-${ticket.no}`).isVisible()
    }).toBe(true)
  }
})
