import { expect, test } from 'vitest'
import type { MergeGroup } from '../src/api/merges.ts'
import type { Ticket } from '../src/api/types.ts'
import { becomes, DESK, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { NO_HEAT, ticketFor } from './matters.ts'

const stand = useStand()
const SAID = [NO_HEAT.text, '暖气从昨天晚上开始不热，室内只有十四度，家中有老人和孩子，要求供热公司尽快派人来修。', '全楼暖气昨晚开始不热，室内十四度，给供热公司打电话一直占线，请尽快派人来修。']

/** Three callers of one event, each with a ticket of their own. */
async function threeCalls(estate: string, first: number): Promise<Ticket[]> {
  const agent = await stand.account('agent')
  const made: Ticket[] = []
  for (const [i, text] of SAID.entries()) {
    made.push(await agent.log(ticketFor('', { dispatch: undefined, urgency: 'utility', text, place: { address: `${estate}${i + 1}号楼`, town: NO_HEAT.town }, caller: { name: `测试${i}`, phone: `1380000${first + i}`, anonymous: false, confidential: false, wants_reply: true } })))
  }
  return made
}
const groupOf = async (no: string): Promise<MergeGroup> => {
  const dispatcher = await stand.account('dispatcher')
  let found: MergeGroup | undefined
  await stand.advance('20s') // the groups found last are shown for a quarter of a minute
  await becomes(async () => {
    const { items } = await dispatcher.get<{ items: MergeGroup[] }>('/merges')
    found = items.find((g) => [g.master, ...g.tickets].some((x) => x.no === no))
    return found?.tickets.length ?? 0
  }).toBeGreaterThan(1)
  return found!
}

test('a group is merged with one button, another dispatcher sees it go, and taking it apart restores all', async () => {
  const made = await threeCalls('文汇家园', 2001)
  const group = await groupOf(made[0]!.no)
  const dispatcher = await stand.account('dispatcher')
  const before = await Promise.all(group.tickets.map((x) => dispatcher.ticket(x.no)))
  const [page, other] = await Promise.all([stand.open('dispatcher', '/triage?tab=merges'), stand.open('dispatcher', '/triage?tab=merges', { browser: await stand.anotherBrowser() })])
  await Promise.all([page, other].map(linked))
  const row = (p: typeof page) => p.locator(`[data-test="merge-row"][data-no="${group.master.no}"]`)
  await Promise.all([row(page).waitFor(), row(other).waitFor()])
  await row(page).click()
  await hook(page, 'merge-member').first().waitFor()

  await page.keyboard.press('j')
  await page.keyboard.press('o')
  await hook(page, 'member-words').filter({ hasText: '暖气' }).waitFor()
  await page.keyboard.press(' ')
  await hook(page, 'merge-all').filter({ hasText: `（${group.tickets.length - 1} 件）` }).waitFor()
  await page.keyboard.press(' ')
  await shoot(page, `merges-${DESK.width}`)
  const states = () => Promise.all(group.tickets.map(async (x) => (await dispatcher.ticket(x.no)).state))
  await page.keyboard.press('Control+Enter')
  await hook(page, 'undo').waitFor()
  await row(page).waitFor({ state: 'detached' })
  for (const x of group.tickets) expect(await dispatcher.ticket(x.no)).toMatchObject({ state: 'merged', merged_into: group.master.no })
  expect((await dispatcher.ticket(group.master.no)).overlays.merged).toBe(group.tickets.length)

  await hook(page, 'undo').click()
  await becomes(states).toEqual(before.map((x) => x.state))
  for (const was of before) {
    const now = await dispatcher.ticket(was.no)
    expect([now.lead, now.merged_into, now.clocks.map((c) => [c.kind, c.state])]).toEqual([was.lead, undefined, was.clocks.map((c) => [c.kind, c.state])])
  }
  expect((await dispatcher.ticket(group.master.no)).children ?? []).toEqual([])
  await row(page).click()
  await hook(page, 'merge-all').click()
  await becomes(states).toEqual(before.map(() => 'merged'))
  await row(other).waitFor({ state: 'detached', timeout: 30_000 })
  expect(stand.complaints).toEqual([])
})

test('what is not one matter is put aside, and can be put back', async () => {
  const group = await groupOf((await threeCalls('金水花园', 3001))[0]!.no)
  const page = await stand.open('dispatcher', `/triage/${group.master.no}?tab=merges`)
  await linked(page)
  await hook(page, 'merge-dismiss').click()
  await page.locator(`[data-test="merge-row"][data-no="${group.master.no}"]`).waitFor({ state: 'detached' })
  await hook(page, 'undo').click()
  await page.locator(`[data-test="merge-row"][data-no="${group.master.no}"]`).waitFor()
  expect(stand.complaints).toEqual([])
})

test('a master lists what lies under it and lets go of it on its page', async () => {
  const [master, child] = await threeCalls('和顺小区', 4001)
  const agent = await stand.account('agent')
  await agent.act(child!.no, 'merge', { into: master!.no })
  const page = await stand.open('dispatcher', `/tickets/${child!.no}`, { viewport: PHONE })
  await hook(page, 'master').and(page.locator(`[data-no="${master!.no}"]`)).waitFor()
  await shoot(page, `merged-child-${PHONE.width}`)
  await page.goto(`${stand.server.url}/tickets/${master!.no}`)
  const under = page.locator(`[data-test="child"][data-no="${child!.no}"]`)
  await hook(under, 'split').click()
  await hook(page, 'field-reason').fill('不是同一栋楼')
  await hook(page, 'form-submit').click()
  await under.waitFor({ state: 'detached' })
  expect(await agent.ticket(child!.no)).toMatchObject({ state: child!.state, lead: child!.lead })
  expect(stand.complaints).toEqual([])
})
