import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, choose, hook, inState, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { REPLY, ticketFor } from './matters.ts'

const stand = useStand()

/** Types part of a unit's name into a picker and takes it. */
async function pick(page: Page, field: string, words: string, name: string): Promise<void> {
  await hook(page, field).locator('input').last().fill(words)
  await page.getByRole('option', { name, exact: true }).click()
}

test('several units get a task each, the lead calls for another, and answers without the one that is slow', async () => {
  const [agent, office] = await Promise.all([stand.account('agent'), stand.anotherBrowser()])
  const { no } = await agent.log({ ...ticketFor('tiyu'), dispatch: undefined, text: '有一件事情说不清楚该找哪个单位，请帮忙看看怎么办。' })
  const triage = await stand.open('dispatcher', '/triage')
  const lead = await stand.open('liaison-tiyu', '/unit', { browser: office })
  await Promise.all([triage, lead].map(linked))

  await shown(triage, no)
  await row(triage, no).click()
  await hook(triage, 'other-unit').click()
  const form = hook(triage, 'form-dispatch')
  await pick(triage, 'field-lead', '体育', '区体育局')
  await pick(triage, 'field-co_units', '园林', '区园林绿化局')
  await hook(form, 'task-yuanlin').fill('查明绿地产权，提出修复意见')
  await hook(form, 'task-tiyu').fill('牵头办理并答复市民')
  await shoot(triage, 'units-dispatch')
  await hook(form, 'form-submit').click()
  await form.waitFor({ state: 'detached' })

  await shown(lead, no)
  await hook(row(lead, no), 'parts-sign').getByText('协办 0/1').waitFor()
  await row(lead, no).click()
  await hook(lead, 'part-yuanlin').getByText('查明绿地产权，提出修复意见').waitFor()
  await hook(hook(lead, 'part-tiyu'), 'first-unit').waitFor()
  const liaison = await stand.account('liaison-tiyu')
  await hook(lead, 'act-accept').click()
  await inState(hook(lead, 'detail'), 'accepted')
  await hook(lead, 'act-contact').first().click()
  await hook(lead, 'form-submit').click()
  await inState(hook(lead, 'detail'), 'contacted')

  await hook(lead, 'more').click()
  await hook(lead, 'act-ask-assist').click()
  await pick(lead, 'field-units', '城管', '区城市管理局')
  await hook(lead, 'field-reason').fill('现场有占道设施，需城管到场')
  await hook(lead, 'form-submit').click()
  await hook(lead, 'assist').getByText('现场有占道设施').waitFor()

  await hook(triage, 'lane-assists').click()
  await shown(triage, no)
  await row(triage, no).click()
  const grant = hook(triage, 'form-decide-assist')
  await choose(grant, 'field-approve-yes')
  await hook(grant, 'task-chengguanju').fill('清理占道设施')
  await shoot(triage, 'units-assist')
  await hook(grant, 'form-submit').click()
  await row(triage, no).waitFor({ state: 'detached' })

  await hook(lead, 'part-chengguanju').waitFor()
  await (await stand.account('liaison-chengguanju')).act(no, 'part', { text: '占道设施已于当日清理完毕。' })
  await hook(lead, 'part-chengguanju').and(lead.locator('[data-state="done"]')).waitFor()
  await hook(row(lead, no), 'parts-sign').getByText('协办 1/2').waitFor()
  await shoot(lead, 'units-lead')

  await expect(liaison.act(no, 'reply', { text: REPLY, resolved: true })).rejects.toThrow('协办单位')
  await liaison.act(no, 'reply', { text: REPLY, resolved: true, override: '园林局口头回复绿地归其管养，已约定修复' })
  const page = await stand.open('dispatcher', `/tickets/${no}`, { browser: office })
  await hook(hook(page, 'part-yuanlin'), 'overridden').getByText('园林局口头回复').waitFor()
  await shoot(page, 'units-overridden')
  const phone = await stand.open('liaison-yuanlin', `/tickets/${no}`, { viewport: PHONE, browser: office })
  await hook(phone, 'part-tiyu').waitFor()
  await shoot(phone, 'units-390')
  await becomes(async () => (await agent.ticket(no)).parts.map((p) => p.state).join()).toBe('done,overridden,done')
  expect(stand.complaints).toEqual([])
})
