import { expect, test } from 'vitest'
import { becomes, DESK, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { datesOf, hoursAfter } from './months.ts'
import { MONTH } from './server.ts'

const stand = useStand(3)

interface Row { unit: string; rank?: number; parts: { key: string; lost: number; nos?: string[] }[] }
interface Month { life: { stage: string; objection?: { open: boolean } }; groups: { ranked: Row[]; observed: Row[] }[] }

test('a unit appeals, a supervisor decides, the unit sees its points; an exclusion is asked for, approved and listed', async () => {
  const boss = await stand.account('supervisor')
  await stand.until(hoursAfter((await datesOf(boss, MONTH)).snapshot_at, 10))
  await (await stand.account('admin')).post(`/scores/${MONTH}/draft`)
  await stand.until(hoursAfter((await datesOf(boss, MONTH)).objection.from, 10))
  const month = await boss.get<Month>(`/scores/${MONTH}`)
  expect(month.life, 'units may object').toMatchObject({ stage: 'objection', objection: { open: true } })
  const timed = (r: Row) => r.parts.filter((p) => ['accept', 'contact', 'resolve'].includes(p.key) && p.lost > 0 && p.nos?.length === 1)
  const late = month.groups.flatMap((g) => [...g.ranked, ...g.observed]).find((r) => timed(r).length > 1)
  expect(late, 'some unit was late twice').toBeTruthy()
  const [first, second] = timed(late as Row)
  const { unit } = late as Row
  const [no, other] = [first?.nos?.[0] ?? '', second?.nos?.[0] ?? '']
  const office = await stand.anotherBrowser()
  const [page, desk] = await Promise.all([stand.open(`liaison-${unit}`, `/scores/${MONTH}?part=${first?.key}`), stand.open('supervisor', `/scores/appeals?month=${MONTH}`, { browser: office })])
  await Promise.all([page, desk].map(linked))
  const before = (await hook(page, 'unit-total').textContent()) ?? ''

  await hook(hook(page, `behind-${no}`), 'ask-appeal').click()
  await hook(page, 'ask-reason').fill('站内停电，系统无法登录')
  expect(await hook(page, 'ask-send').isDisabled(), 'evidence is wanted').toBe(true)
  await hook(page, 'ask-evidence').fill('供电公司停电公告，当日 8:00 至 16:00。')
  await shoot(page, 'appeal-ask')
  await hook(page, 'ask-send').click()
  await hook(page, 'asked-appeal').first().waitFor()
  expect(await hook(hook(page, `behind-${no}`), 'ask-appeal').count(), 'it is asked once').toBe(0)

  const line = hook(desk, `appeal-${no}`)
  await line.waitFor()
  await hook(line, 'appeal-effect').getByText('同意则').waitFor()
  expect(await hook(line, 'appeal-yes').isDisabled(), 'a decision says why').toBe(true)
  await hook(line, 'appeal-reason').fill('停电公告属实')
  await shoot(desk, 'appeal-decide')
  await hook(line, 'appeal-yes').click()
  await becomes(() => line.getAttribute('data-state')).toBe('upheld')
  await becomes(() => hook(page, 'unit-total').textContent()).not.toBe(before)

  await hook(page, `part-${second?.key}`).click()
  await hook(hook(page, `behind-${other}`), 'ask-exclusion').click()
  await hook(page, 'ask-code').selectOption('force_majeure')
  await hook(page, 'ask-reason').fill('暴雨红色预警')
  expect(await hook(page, 'ask-code').locator('option').count(), 'the reasons of the scheme').toBeGreaterThan(3)
  await hook(page, 'ask-events').locator('input').first().check()
  await shoot(page, 'exclusion-ask')
  await page.setViewportSize(PHONE)
  await hook(page, 'ask-send').scrollIntoViewIfNeeded()
  await shoot(page, 'exclusion-ask-390')
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'nothing is cut off on a phone').toBeLessThanOrEqual(390)
  await page.setViewportSize(DESK)
  await hook(page, 'ask-send').click()
  await hook(page, 'ask-send').waitFor({ state: 'detached' }) // it was sent
  const board = await stand.open('supervisor', '/supervise', { browser: office })
  await hook(board, `waiting-appeals-${MONTH}`).getByText('剔除申请 1 件').waitFor()
  await shoot(board, 'supervise-appeals')
  await board.close()
  const asked = hook(desk, 'exclusion-list').locator(`[data-test="appeal-${other}"]`)
  await asked.waitFor()
  if (!(await hook(asked, 'appeal-open').count())) await asked.locator('button').first().click()
  await hook(asked, 'appeal-reason').fill('预警记录属实')
  await hook(asked, 'appeal-yes').click()
  await becomes(() => asked.getAttribute('data-state')).toBe('upheld')
  const after = await boss.get<Month>(`/scores/${MONTH}`)
  expect(after.life).toMatchObject({ appeals: { open: 0, upheld: 1, rejected: 0 }, exclusions: 1 })

  const phone = await stand.open('supervisor', `/scores/appeals?month=${MONTH}`, { viewport: PHONE })
  await hook(hook(phone, 'appeal-list'), `appeal-${no}`).waitFor()
  await shoot(phone, 'appeal-390')
  expect(stand.complaints).toEqual([])
})
