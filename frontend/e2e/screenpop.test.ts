import { expect, test } from 'vitest'
import { becomes, hook, linked, shoot, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()
const NUMBER = '13912345678'

test('a call comes up at the desk whose extension rings and at no other, with who called before', async () => {
  const [agent, admin] = await Promise.all([stand.account('agent'), stand.account('admin')])
  const token = await admin.post<{ token: string }>('/tokens', { name: 'pbx', scopes: ['phone'] })
  const tell = async (...events: object[]) => {
    const response = await fetch(stand.server.url + '/api/v1/cti/events', { method: 'POST', headers: { Authorization: `Bearer ${token.token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ events }) })
    expect(await response.json()).toMatchObject({ taken: events.length, faults: [] })
  }
  const earlier = await agent.log({ ...ticketFor('tiyu'), caller: { ...ticketFor('tiyu').caller, name: '赵明', phone: NUMBER } })

  const [mine, theirs] = await Promise.all([stand.open('agent', '/desk'), stand.open('supervisor', '/desk', { browser: await stand.anotherBrowser() })])
  await Promise.all([mine, theirs].map(linked))
  for (const [page, ext] of [[mine, '8001'], [theirs, '8002']] as const) {
    await hook(page, 'user-menu').click()
    await hook(page, 'my-extension').fill(ext)
    await hook(page, 'extension-save').click()
    await page.getByText(`已签入分机 ${ext}`).waitFor()
    await hook(page, 'user-menu').click()
  }
  await tell({ event: 'queued', call_id: 'e1', from: `+86 ${NUMBER}`, to: '12345', queue: '民生' }, { event: 'ringing', call_id: 'e1', extension: '8001' })
  await hook(mine, 'caller').getByText('振铃').waitFor()
  expect(await hook(mine, 'phone').inputValue()).toBe(NUMBER)
  await hook(mine, 'open-ticket').getByText(earlier.no.slice(-4)).waitFor()
  await shoot(mine, 'screenpop')
  await hook(theirs, 'idle').waitFor()
  expect(await theirs.content()).not.toContain('139')

  await tell({ event: 'answered', call_id: 'e1', extension: '8001' })
  await hook(mine, 'caller').getByText('通话中').waitFor()

  // Another call rings while words are being typed: the form and the focus stay, and what was written comes back.
  await mine.locator('textarea').first().fill('路灯三天不亮')
  await tell({ event: 'ringing', call_id: 'e3', from: '13700001111', extension: '8001' })
  await hook(mine, 'other-call').waitFor()
  expect(await mine.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
  await mine.keyboard.type('，请尽快')
  expect(await mine.locator('textarea').first().inputValue()).toBe('路灯三天不亮，请尽快')
  await shoot(mine, 'screenpop-second')
  await hook(mine, 'take-call').click()
  await becomes(() => hook(mine, 'phone').inputValue()).toBe('13700001111')
  await hook(mine, 'other-call').waitFor({ state: 'detached' })
  await hook(mine, 'aside').getByText('路灯三天不亮，请尽快').waitFor()
  await tell({ event: 'ended', call_id: 'e3' }) // not taken after all: the first call comes back with its words
  await becomes(() => mine.locator('textarea').first().inputValue()).toBe('路灯三天不亮，请尽快')
  expect(await hook(mine, 'phone').inputValue()).toBe(NUMBER)
  await mine.goto(stand.server.url + '/calls?tab=list')
  await hook(mine, 'call-band').getByText('139****5678').waitFor()
  await tell({ event: 'ended', call_id: 'e1' }, { event: 'queued', call_id: 'e2', from: '02288886666' }, { event: 'abandoned', call_id: 'e2' })
  await hook(mine, 'call-band').waitFor({ state: 'detached' })

  await mine.goto(stand.server.url + '/calls')
  const missed = hook(mine, 'missed')
  await missed.getByText('022****6666').waitFor()
  await missed.locator('li', { hasText: '022****6666' }).locator('[data-test="claim"]').click()
  await missed.getByText('02288886666').waitFor()
  await shoot(mine, 'missed')
  await hook(missed, 'reached').click()
  await becomes(() => missed.getByText('022****6666').count()).toBe(0)
  await theirs.goto(stand.server.url + '/calls?tab=figures')
  await hook(theirs, 'rate').getByText('%', { exact: false }).first().waitFor()
  await shoot(theirs, 'calls-figures')
})
