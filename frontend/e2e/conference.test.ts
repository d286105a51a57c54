import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()
const MATTER = { text: '小区门口新装了一排共享雨伞租借柜，占了盲道，问了几家单位都说不归他们管。', title: '共享雨伞柜占了盲道' }

/** A ticket that two units have pushed to each other. */
async function quarrel() {
  const [agent, dispatcher, first, second] = await Promise.all(['agent', 'dispatcher', 'liaison-chengguanju', 'liaison-zhujian'].map((who) => stand.account(who)))
  const { no } = await agent!.log({ ...ticketFor('chengguanju', MATTER) })
  const back = (suggested: string) => ({ reason: 'not_duty', basis: '三定规定未列此项职责', suggested })
  await first!.act(no, 'return', back('zhujian'))
  await dispatcher!.act(no, 'decide-return', { approve: true, reason: '职责清单属实' })
  await dispatcher!.act(no, 'dispatch', { lead: 'zhujian', co_units: [], reason: '改派' })
  await second!.act(no, 'return', back('chengguanju'))
  return no
}

/** A local moment that lies ahead, as a date field takes it. */
async function tomorrow(hm: string): Promise<string> {
  const { now } = (await (await fetch(`${stand.server.url}/api/v1/time`)).json()) as { now: string }
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.parse(now) + 24 * 3_600_000)
  return `${day}T${hm}`
}

test('two units name each other: the return leads to a conference, its minutes dispatch the ticket and teach the catalogue', async () => {
  const no = await quarrel()
  const office = await stand.anotherBrowser()
  const [dispatcher, supervisor, invited] = await Promise.all([
    stand.open('dispatcher', `/triage/${no}?tab=returns`), stand.open('supervisor', '/triage?tab=conference', { browser: office }), stand.open('liaison-xiaofang', '/unit', { browser: office }),
  ])
  await Promise.all([dispatcher, supervisor, invited].map(linked))

  await hook(dispatcher, 'ping-pong').waitFor()
  await hook(dispatcher, 'return-history').getByText('区城市管理局').waitFor()
  await hook(dispatcher, 'silence').waitFor()
  expect(await hook(dispatcher, 'choice-to').count(), 'it cannot simply be sent on').toBe(0)
  await hook(dispatcher, 'decide').click()
  await becomes(async () => (await stand.account('agent').then((a) => a.ticket(no))).state).toBe('registered')

  await shown(supervisor, no)
  await row(supervisor, no).click()
  await hook(supervisor, 'conference-needed').waitFor()
  const form = hook(supervisor, 'form-confer')
  await form.getByText('区城市管理局').waitFor()
  await hook(form, 'field-units').locator('input').fill('消防救援')
  await supervisor.getByRole('option', { name: '区消防救援支队' }).click()
  await hook(form, 'field-at').fill(await tomorrow('14:30'))
  await hook(form, 'field-place').fill('三楼会议室')
  await hook(form, 'field-reason').fill('两家单位互相推诿，权属不清')
  await shoot(supervisor, 'conference-call')
  await hook(form, 'form-submit').click()
  await hook(supervisor, 'minutes-form').waitFor()

  await invited.getByRole('tab', { name: /会商邀请/ }).click()
  await shown(invited, no)
  await row(invited, no).click()
  const card = hook(invited, 'conference')
  await card.getByText('三楼会议室').waitFor()
  expect(await hook(invited, 'act-return').count(), 'a unit that is only asked has no steps of its own').toBe(0)
  expect(await invited.getByText('138****').count(), 'and learns nothing of the caller').toBe(0)
  await hook(card, 'attend-no').click()
  await hook(card, 'attend-send').click()
  expect(await hook(card, 'why-not').getAttribute('aria-invalid')).toBe('true')
  await card.getByRole('button', { name: '不做了' }).click()
  await hook(card, 'attend-yes').click()
  await hook(card, 'attend-change').waitFor()
  await shoot(invited, 'conference-invited')
  await supervisor.locator('[data-test="invited"][data-unit="xiaofang"][data-answer="yes"]').waitFor()

  const minutes = hook(supervisor, 'minutes-form')
  await hook(supervisor, 'conclude').click()
  await becomes(() => hook(minutes, 'minutes-text').getAttribute('aria-invalid')).toBe('true')
  await hook(minutes, 'minutes-lead').locator('input').fill('城市管理')
  await supervisor.getByRole('option', { name: '区城市管理局' }).click()
  await hook(minutes, 'minutes-co').locator('input').fill('消防救援')
  await supervisor.getByRole('option', { name: '区消防救援支队' }).click()
  await hook(minutes, 'task-chengguanju').fill('核查占道审批，责令移位')
  if (!(await hook(minutes, 'attended-xiaofang').isChecked())) await hook(minutes, 'attended-xiaofang').check()
  await hook(minutes, 'attended-chengguanju').check()
  await hook(minutes, 'minutes-text').fill('共享设施占道由区城市管理局牵头处置，区消防救援支队配合检查。')
  await hook(minutes, 'minutes-propose').check()
  await hook(minutes, 'entry-name').fill('共享雨伞柜占道')
  await hook(minutes, 'entry-words').fill('共享雨伞、雨伞柜')
  await hook(minutes, 'entry-category').selectOption('040201')
  await shoot(supervisor, 'conference-minutes')
  await hook(supervisor, 'conclude').click()
  await row(supervisor, no).waitFor({ state: 'detached' })
  const agent = await stand.account('agent')
  expect(await agent.ticket(no)).toMatchObject({ state: 'dispatched', lead: 'chengguanju', co_units: ['xiaofang'], overlays: { designated: true, conference: 'held' } })

  const admin = await stand.open('admin', '/admin/catalogue')
  const proposal = admin.locator(`[data-test="proposal"][data-no="${no}"]`)
  await proposal.getByText('共享雨伞、雨伞柜').waitFor()
  await shoot(admin, 'conference-proposal')
  await hook(proposal, 'adopt').click()
  await proposal.waitFor({ state: 'detached' })
  await admin.locator('[data-test^="entry-hs-"]').first().waitFor()

  const like = await agent.log({ ...ticketFor('chengguanju', { title: '车站前雨伞柜挡路', text: '车站前的共享雨伞柜挡路，轮椅过不去。', category: '040201' }), dispatch: undefined })
  expect(like.routing?.candidates[0], 'the next such ticket goes where the minutes say').toMatchObject({ unit: 'chengguanju', role: 'lead' })
  expect(like.routing?.rule).toMatch(/^hs-/)
  expect(stand.complaints.filter((c) => !/status of 403/.test(c)), 'the pages complain of nothing').toEqual([])
})

test('a phone shows the invitation and takes the answer; a cancelled conference is gone', async () => {
  const agent = await stand.account('agent')
  const supervisor = await stand.account('supervisor')
  const { no } = await agent.log(ticketFor('shuiwu', MATTER))
  const at = new Date(`${await tomorrow('09:30')}:00+08:00`).toISOString()
  await supervisor.act(no, 'confer', { units: ['shuiwu', 'tiyu'], at, place: '三楼会议室', reason: '权属不清' })
  const phone = await stand.open('liaison-tiyu', `/unit/${no}?lane=conference`, { viewport: PHONE })
  await hook(phone, 'conference-at').getByText('明天 09:30').waitFor()
  await hook(phone, 'attend-yes').click()
  await hook(phone, 'attend-change').waitFor()
  await shoot(phone, 'conference-phone')
  await supervisor.act(no, 'cancel-conference', { reason: '两家单位已商定' })
  await hook(hook(phone, 'detail'), 'error').waitFor()
})
