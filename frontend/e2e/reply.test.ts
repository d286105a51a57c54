import { expect, test } from 'vitest'
import { becomes, DESK, hook, inState, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { STREET_LAMP, ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'chengguanju'
const ASKED = '什么时候能修好？'
const HOLLOW = '您好，您的留言已收悉，我单位高度重视，正在核实处理，感谢您的关注与支持！'
const GOOD = '11月24日上午，我单位到和平大街12号小区门口现场核查，三盏路灯因线路老化断电，已更换线路和灯具，路灯已恢复照明，夜间复查正常。'

/** A ticket of the unit, accepted and contacted: what is left is the reply. */
async function inHand(): Promise<string> {
  const [agent, unit] = await Promise.all([stand.account('agent'), stand.account(`liaison-${UNIT}`)])
  const { no } = await agent.log(ticketFor(UNIT, { text: STREET_LAMP.text + ASKED }))
  await unit.act(no, 'accept')
  await unit.act(no, 'contact', { method: 'phone', reached: true })
  return no
}

const open = (key: string) => `[data-test="hint-${key}"][data-ok="false"]`

test('a hollow reply is warned of and needs a reason; the reviewer sees it first', async () => {
  const office = await stand.anotherBrowser()
  const [weak, good] = [await inHand(), await inHand()]
  const unit = await stand.open(`liaison-${UNIT}`, `/unit/${weak}`)
  const reviews = await stand.open('dispatcher', '/reviews', { browser: office })
  await Promise.all([linked(unit), linked(reviews)])
  // The console's own mark of delivery changes the tickets; typing begins after it.
  for (const no of [weak, good]) await becomes(async () => (await (await stand.account('agent')).ticket(no)).delivered_at ?? '').not.toBe('')

  await unit.reload()
  const hints = hook(unit, 'hints')
  await hints.getByText(ASKED).waitFor()
  expect(await hints.locator('li').count(), 'an empty page is only told what was asked').toBe(1)
  await hook(unit, 'reply-text').pressSequentially(HOLLOW, { delay: 2 })
  await hints.locator(open('perfunctory')).waitFor()
  await hints.locator(open('unanswered')).filter({ hasText: ASKED }).waitFor()
  await hints.locator(open('too_short')).waitFor({ state: 'detached' })
  const order = await hints.locator('li').evaluateAll((items) => items.map((i) => i.getAttribute('data-test')))
  await shoot(unit, 'reply-hollow')

  await hook(unit, 'act-reply').click()
  await hook(unit, 'override').waitFor()
  await inState(hook(unit, 'detail'), 'contacted')
  await hook(unit, 'reply-text').fill(GOOD)
  await becomes(() => hints.locator('[data-ok="false"]').count()).toBe(0)
  expect(await hints.locator('li').evaluateAll((items) => items.map((i) => i.getAttribute('data-test'))), 'no sentence jumps').toEqual(order)
  await shoot(unit, 'reply-good')

  await hook(unit, 'reply-text').fill(HOLLOW)
  await hints.locator(open('perfunctory')).waitFor()
  await hook(unit, 'act-reply').click()
  await hook(unit, 'override').fill('已当面向来电人说明，书面从简')
  await hook(unit, 'act-reply').click()
  await inState(hook(unit, 'detail'), 'replied')

  await unit.goto(`${stand.server.url}/unit/${good}`)
  await hook(unit, 'reply-text').fill(GOOD)
  await hook(unit, 'act-reply').click()
  await inState(hook(unit, 'detail'), 'replied')

  await Promise.all([shown(reviews, weak), shown(reviews, good)])
  const place = async (no: string) => (await row(reviews, no).boundingBox())?.y ?? 0
  expect(await place(weak), 'the weak one is above the good one').toBeLessThan(await place(good))
  await row(reviews, weak).click()
  const findings = hook(reviews, 'findings')
  await findings.locator(open('perfunctory')).waitFor()
  expect(await hook(reviews, 'reply').locator('mark').first().textContent()).not.toBe('')
  await findings.locator(open('unanswered')).filter({ hasText: ASKED }).waitFor()
  await shoot(reviews, 'reply-review')
  await reviews.setViewportSize(PHONE)
  await findings.scrollIntoViewIfNeeded()
  await shoot(reviews, 'reply-review-390')
  await reviews.setViewportSize(DESK)
  await row(reviews, good).click()
  await becomes(() => findings.locator(open('perfunctory')).count()).toBe(0)
  expect(stand.complaints).toEqual([])
})

test('on a phone the sentences stand under the editor', async () => {
  const no = await inHand()
  const phone = await stand.open(`liaison-${UNIT}`, `/unit/${no}`, { viewport: PHONE })
  await hook(phone, 'reply-text').fill(`${GOOD}详询13800001234。`)
  const warning = hook(phone, 'hints').locator(open('privacy'))
  await warning.waitFor()
  expect(await warning.textContent()).toContain('13800001234')
  const [box, text] = await Promise.all([warning.boundingBox(), hook(phone, 'reply-text').boundingBox()])
  expect(box && text && box.y > text.y && box.x >= 0 && box.x + box.width <= PHONE.width).toBe(true)
  await warning.scrollIntoViewIfNeeded()
  await shoot(phone, 'reply-privacy-390')
  expect(stand.complaints).toEqual([])
})
