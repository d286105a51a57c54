import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, hook, linked, shoot, useStand } from './harness.ts'
import { NO_HEAT, STREET_LAMP, ticketFor } from './matters.ts'

const stand = useStand()

interface Said { text: string; address: string; phone: string; name: string }

/** The agent writes down a call until the desk has judged it. */
async function write(desk: Page, said: Said): Promise<void> {
  await desk.keyboard.press('F8')
  await hook(desk, 'phone').fill(said.phone)
  await hook(desk, 'address').fill(said.address)
  await hook(desk, 'name').fill(said.name)
  await hook(desk, 'text').pressSequentially(said.text, { delay: 2 })
  await hook(desk, 'unit-1').waitFor()
}
const dupOf = (desk: Page, no: string) => hook(desk, 'duplicates').locator(`[data-no="${no}"]`)
const heat = (phone: string, name: string, text = NO_HEAT.text): Said => ({ ...NO_HEAT, text, phone, name })

/** A ticket about the heating that lies with the unit the rules chose. */
async function earlier(said: Said) {
  const agent = await stand.account('agent')
  return agent.log({ ...ticketFor('', { dispatch: undefined, urgency: 'utility' }), text: said.text, place: { address: said.address, town: NO_HEAT.town }, caller: { name: said.name, phone: said.phone, anonymous: false, confidential: false, wants_reply: true } })
}

test('the judgement follows the typing, with reasons and how similar tickets ended', async () => {
  await earlier({ ...heat('13800000101', '测试丙'), address: '滨河小区8号楼' })
  const desk = await stand.open('agent', '/desk')
  await linked(desk)
  await write(desk, heat('13800000102', '测试丁'))
  const first = hook(desk, 'unit-1')
  expect(await hook(first, 'evidence').locator('li').count(), 'rule, words and record stand at once').toBeGreaterThan(1)
  await hook(first, 'why-1').click()
  await hook(first, 'similar-ticket').first().waitFor()
  expect(await hook(first, 'why-1').getAttribute('aria-expanded')).toBe('true')
  await shoot(desk, 'suggest-why')

  // The pointer rests among the units: a newer judgement waits until it leaves.
  const unit = await first.getAttribute('data-unit')
  await first.hover()
  await hook(desk, 'text').fill(STREET_LAMP.text)
  await hook(desk, 'held').waitFor()
  expect(await first.getAttribute('data-unit')).toBe(unit)
  await hook(desk, 'text').hover()
  await becomes(() => first.getAttribute('data-unit')).not.toBe(unit)
  await hook(desk, 'held').waitFor({ state: 'detached' })
  expect(stand.complaints).toEqual([])
})

test('another caller of the same event is merged with one key, and both tickets come back', async () => {
  const place = '和平家园9号楼1单元'
  const master = await earlier({ ...heat('13800000103', '测试戊'), address: place })
  const agent = await stand.account('agent')
  const [desk, other] = await Promise.all([stand.open('agent', '/desk'), stand.open('agent', '/desk', { browser: await stand.anotherBrowser() })])
  await Promise.all([desk, other].map(linked))
  await write(desk, { ...heat('13800000104', '测试己'), address: place })
  const found = dupOf(desk, master.no)
  await found.waitFor()
  expect(await found.getAttribute('data-kind')).toBe('same_event')
  await shoot(desk, 'suggest-duplicates')
  await found.getByRole('button').click()

  await hook(desk, 'master').and(desk.locator(`[data-no="${master.no}"]`)).waitFor()
  const no = (await hook(desk, 'done-no').getAttribute('data-no')) ?? ''
  expect(await agent.ticket(no)).toMatchObject({ state: 'merged', merged_into: master.no })
  expect((await agent.ticket(master.no)).children).toMatchObject([{ no }])
  await shoot(desk, 'suggest-merged')

  // Another agent who takes the next call about it sees the cluster.
  await write(other, { ...heat('13800000105', '测试庚'), address: place })
  await hook(dupOf(other, master.no), 'dup-kind').filter({ hasText: '已并 1 件' }).waitFor()

  await desk.keyboard.press('z')
  await hook(desk, 'master').waitFor({ state: 'detached' })
  await becomes(async () => (await agent.ticket(no)).merged_into).toBe(undefined)
  expect((await agent.ticket(master.no)).children ?? []).toEqual([])
  expect(stand.complaints).toEqual([])
})

test('the same caller about the same matter is appended to: no new ticket', async () => {
  const said = { ...heat('13800000106', '测试辛'), address: '和平家园11号楼2单元' }
  const before = await earlier(said)
  const agent = await stand.account('agent')
  const desk = await stand.open('agent', '/desk')
  await linked(desk)
  const more = '家里暖气还是不热，供热公司昨天没有来，老人已经感冒了，室内只有十三度。'
  await write(desk, { ...said, text: more })
  await dupOf(desk, before.no).and(desk.locator('[data-kind="same_caller"]')).waitFor()
  const { items } = await agent.get<{ items: unknown[] }>('/tickets?limit=1')
  await desk.keyboard.press('F7')
  await hook(desk, 'done-no').and(desk.locator(`[data-no="${before.no}"]`)).waitFor()
  expect((await agent.get<{ items: unknown[] }>('/tickets?limit=1')).items, 'nothing new was registered').toMatchObject([{ no: (items[0] as { no: string }).no }])
  const log = await agent.get<{ items: { kind: string; data: { text?: string } }[] }>(`/tickets/${before.no}/events`)
  expect(log.items.find((e) => e.kind === 'appended')?.data.text).toContain('供热公司昨天没有来')
  await shoot(desk, 'suggest-appended')

  // Taken back: the words are in the form again, for a ticket of their own.
  await desk.keyboard.press('z')
  await hook(desk, 'intake').waitFor()
  expect(await hook(desk, 'text').inputValue()).toBe(more)
  expect(stand.complaints).toEqual([])
})
