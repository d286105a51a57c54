import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Ticket } from '../src/api/types.ts'
import { answered, inHand, UNIT } from './aftercare.ts'
import { becomes, choose, hook, linked, PHONE, shoot, useStand } from './harness.ts'

const stand = useStand()
const phone = { viewport: PHONE }
const kinds = (page: Page): Promise<(string | null)[]> => hook(page, 'track-line').locator('li').evaluateAll((list) => list.map((li) => li.getAttribute('data-kind')))

async function track(ticket: Ticket): Promise<Page> {
  const page = await stand.stranger('/track', phone)
  await hook(page, 'track-no').fill(ticket.no)
  await hook(page, 'track-code').fill(ticket.code ?? '')
  await hook(page, 'track-find').click()
  await hook(page, 'track-state').waitFor()
  return page
}

test('what is missing is asked for in one go, and answered on the phone', async () => {
  const ticket = await inHand(stand)
  const unit = await stand.open(`liaison-${UNIT}`, `/tickets/${ticket.no}`)
  await linked(unit)
  await hook(unit, 'more').click()
  await hook(unit, 'act-ask').click()
  const form = hook(unit, 'form-ask')
  await hook(form, 'field-items').fill('现场照片（能看清门牌号）\n身份证明')
  await shoot(unit, 'track-ask-form')
  await hook(form, 'form-submit').click()
  await hook(unit, 'ask-card').getByText('身份证明').waitFor()

  const page = await track(ticket)
  await hook(page, 'track-asked').getByText('现场照片（能看清门牌号）').waitFor()
  await shoot(page, 'track-asked-390')
  await hook(page, 'track-answer').click()
  await hook(page, 'track-words').fill('照片已经发到单位邮箱，身份证明明天送到。')
  await hook(page, 'track-append-send').click()
  await becomes(() => hook(page, 'track-asked').getAttribute('data-answered')).toBe('true')
  await hook(unit, 'ask-card').getByText('已补充').waitFor()
  expect(stand.complaints).toEqual([])
})

test('a citizen urges once, is told from when again, and takes the matter back', async () => {
  const page = await track(await inHand(stand))
  expect(await kinds(page)).toEqual(['registered', 'dispatched', 'accepted', 'contacted', 'replied', 'called'])
  await hook(page, 'track-urge').click()
  await hook(page, 'urge-again').waitFor()
  expect(await hook(page, 'track-urge').isDisabled()).toBe(true)
  await hook(page, 'track-withdraw').click()
  await hook(page, 'withdraw-reason').fill('已经自己修好了')
  await shoot(page, 'track-withdraw-390')
  await hook(page, 'withdraw-send').click()
  await hook(page, 'withdraw').waitFor({ state: 'detached' })
  expect((await kinds(page)).at(-1)).toBe('withdrawn')
  await shoot(page, 'track-withdrawn-390')
  expect(await hook(page, 'track-append').count()).toBe(0)
})

test('an extension and a redo are told in plain words, and each answer is rated once', async () => {
  const [agent, unit, supervisor] = await Promise.all([stand.account('agent'), stand.account(`liaison-${UNIT}`), stand.account('supervisor')])
  const ticket = await inHand(stand)
  await unit.act(ticket.no, 'extend', { days: 2, reason: '等配件到货' })
  await supervisor.act(ticket.no, 'decide-extension', { approve: true, reason: '' })
  await unit.act(ticket.no, 'contact', { method: 'phone', reached: true, note: '', about: 'extension' })
  const page = await track(ticket)
  await hook(page, 'track-extension').getByText('等配件到货').waitFor()
  await shoot(page, 'track-extended-390')

  await answered(stand, ticket.no)
  await page.reload()
  await choose(page, 'rate-unsolved')
  await choose(page, 'rate-displeased')
  await hook(page, 'rate-send').click()
  await hook(page, 'rating').waitFor({ state: 'detached' })
  expect((await agent.ticket(ticket.no)).state, 'a person decides').toBe('reviewed')
  await agent.act(ticket.no, 'callback', { reached: true, contacted: true, resolved: false, satisfied: false, code: 'result', reason: '还是不亮' })
  await page.reload()
  await becomes(() => kinds(page)).toContain('redone')
  await answered(stand, ticket.no)
  await page.reload()
  await choose(page, 'rate-solved')
  await choose(page, 'rate-pleased')
  await hook(page, 'rate-send').click()
  await becomes(() => hook(page, 'track-state').getAttribute('data-state')).toBe('closed')
  await hook(page, 'large').click()
  await shoot(page, 'track-large-390')
  expect(stand.complaints).toEqual([])
})
