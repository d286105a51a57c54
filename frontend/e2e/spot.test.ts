import { expect, test } from 'vitest'
import type { Ticket } from '../src/api/types.ts'
import { answered, citizen, EVIDENCE, inHand, UNIT } from './aftercare.ts'
import { becomes, hook, linked, row, shoot, shown, useStand } from './harness.ts'
import { REPLY } from './matters.ts'

const stand = useStand()
const nobody = { caller: { name: '', phone: '', anonymous: true, confidential: false, wants_reply: false } }

test('an anonymous ticket is answered with evidence, which the reviewer sees', async () => {
  const { no } = await inHand(stand, nobody)
  const unit = await stand.open(`liaison-${UNIT}`, `/unit/${no}`)
  await linked(unit)
  await hook(unit, 'reply-text').fill(REPLY)
  await unit.keyboard.press('Control+Enter')
  const evidence = hook(hook(unit, 'reply-editor'), 'evidence')
  await becomes(() => evidence.getAttribute('aria-invalid')).toBe('true')
  await evidence.fill(EVIDENCE)
  await shoot(unit, 'spot-evidence')
  await becomes(async () => {
    await unit.keyboard.press('Control+Enter')
    const why = hook(unit, 'override')
    if (await why.isVisible()) await why.fill('已当面说明')
    return (await (await stand.account('dispatcher')).ticket(no)).state
  }).toBe('replied')

  const office = await stand.open('dispatcher', `/reviews/${no}`)
  await hook(office, 'evidence').getByText(EVIDENCE).waitFor()
  await shoot(office, 'spot-review')
})

test('a drawn ticket is checked by somebody else, and goes back when nothing was done', async () => {
  let drawn: Ticket | undefined
  for (let i = 0; i < 60 && drawn?.spot !== 'due'; i++) drawn = await answered(stand, (await inHand(stand, nobody)).no)
  expect(drawn?.spot, 'a fifth of them is drawn by their numbers').toBe('due')
  const { no } = drawn!
  expect(drawn!.actions, 'not by who reviewed it').not.toContain('spot-check')

  const page = await stand.open('supervisor', '/reviews?tab=spot')
  await linked(page)
  await shown(page, no)
  await row(page, no).click()
  await hook(page, 'evidence').getByText(EVIDENCE).waitFor()
  const form = hook(page, 'form-spot-check')
  await hook(form, 'field-pass-no').check()
  await hook(form, 'form-submit').click()
  await becomes(() => hook(form, 'field-reason').getAttribute('aria-invalid')).toBe('true')
  await hook(form, 'field-reason').fill('到现场看过，灯没有换。')
  await shoot(page, 'spot-check')
  await hook(form, 'form-submit').click()
  await row(page, no).waitFor({ state: 'detached' })
  const agent = await stand.account('agent')
  expect(await agent.ticket(no)).toMatchObject({ state: 'contacted', spot: 'failed' })
  expect(stand.complaints).toEqual([])
})

test('a bad rating after the end waits for a person, who may keep it closed', async () => {
  const [agent, ticket] = [await stand.account('agent'), await inHand(stand)]
  await answered(stand, ticket.no)
  await agent.act(ticket.no, 'callback', { reached: true, contacted: true, resolved: true, satisfied: true })
  expect((await citizen(stand, ticket, 'rating', { resolved: false, satisfied: false, comment: '第二天又不亮了' })).status).toBe(200)
  expect((await citizen(stand, ticket, 'rating', { resolved: true, satisfied: true })).status, 'once').toBe(409)

  const page = await stand.open('dispatcher', '/reviews?tab=reopen')
  await linked(page)
  await shown(page, ticket.no)
  await row(page, ticket.no).click()
  await hook(page, 'own-rating').getByText('第二天又不亮了').waitFor()
  await shoot(page, 'spot-reopen')
  await hook(page, 'choose-keep').check()
  await hook(page, 'field-reason').fill('线路故障已另行登记办理。')
  await hook(page, 'form-submit').click()
  await row(page, ticket.no).waitFor({ state: 'detached' })
  expect((await agent.ticket(ticket.no)).state).toBe('closed')
})
