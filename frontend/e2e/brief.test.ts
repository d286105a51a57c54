import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { dayOf, LAST_MONTH, MOMENT } from './server.ts'

/** The history reaches into the month before, and no further. */
const stand = useStand(Number(dayOf(MOMENT).slice(8)) + 2)

test('a brief is edited as it prints, put in order, published, and confirmed by a unit', async () => {
  const month = LAST_MONTH
  const [boss, office] = await Promise.all([stand.account('supervisor'), stand.anotherBrowser()])
  const page = await stand.open('supervisor', '/briefs', { browser: office })
  const unit = await stand.open('liaison-tiyu', '/briefs')
  await Promise.all([page, unit].map(linked))
  await unit.getByText('还没有发布的简报').waitFor()

  await hook(page, `brief-${month}`).locator('a').first().click()
  await hook(page, 'compose').waitFor()
  expect(await hook(page, 'publish').isDisabled(), 'the scores are not published').toBe(true)
  await hook(page, 'said').getByText('草案数据').waitFor()

  // A number typed by hand is marked, and so is a superlative.
  await hook(page, 'words-overall').click()
  const area = hook(page, 'text-overall')
  await area.fill(`${await area.inputValue()}\n另有 98765 件，为全区最高。`)
  await hook(page, 'done-overall').click()
  await hook(page, 'part-overall').getByText('与快照不符：98765').waitFor()
  await hook(page, 'claims').getByText('全区最高').waitFor()
  await hook(page, 'marks-overall').getByText('2 处不符').waitFor()
  await shoot(page, 'brief-compose')

  // In another order, by the keyboard; one left out; one of our own.
  await hook(page, 'up-problems').focus()
  await page.keyboard.press('Enter')
  const order = () => page.locator('[data-test="panel"] li').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-test')))
  await becomes(async () => { const rows = await order(); return rows.indexOf('row-problems') < rows.indexOf('row-cases') }).toBe(true)
  await hook(page, 'on-composition').click()
  await hook(page, 'part-composition').waitFor({ state: 'detached' })
  await hook(page, 'part-hot').getByText('二、').waitFor()
  await hook(page, 'add-section').click()
  await hook(page, 'part-own-1').waitFor()
  await hook(page, 'steps').fill('供热单位昼夜值守。')
  await hook(page, 'save-lines').click()
  await hook(page, 'part-steps').getByText('供热单位昼夜值守').waitFor()

  // Back to the computed text, the rest as it was.
  await hook(page, 'restore-overall').click()
  await hook(page, 'marks-overall').waitFor({ state: 'detached' })
  expect(await hook(page, 'part-composition').count()).toBe(0)

  await boss.post(`/scores/${month}/close`, { reason: '到期发布' })
  await page.reload()
  await hook(page, 'publish').click()
  await hook(page, 'publish-dialog').getByText('体育局').waitFor()
  await shoot(page, 'brief-publish')
  await hook(page, 'publish-do').click()
  await hook(page, 'receipts').waitFor()
  expect(await hook(page, 'panel').count(), 'it is frozen').toBe(0)
  await expect(boss.post(`/briefs/${month}/publish`, { version: 99 })).rejects.toThrow('409')

  await unit.reload()
  await hook(unit, `brief-${month}`).locator('a').first().click()
  await hook(unit, 'sheet').first().waitFor()
  expect(await unit.getByText('诉求构成', { exact: false }).count(), 'what is left out does not reach the unit').toBe(0)
  await hook(unit, 'confirm').click()
  await hook(unit, 'confirm-bar').getByText('确认阅读').waitFor()
  await page.reload()
  await hook(page, 'receipts').getByText(/已阅 1 \/ \d+/).waitFor()
  await shoot(page, 'brief-published')
  await page.goto(`${stand.server.url}/briefs`)
  await hook(page, `brief-${month}`).getByText(/已阅 1 \/ \d+/).waitFor()
  await shoot(page, 'brief-list')

  const open = await page.request.get(`${stand.server.url}/api/v1/briefs/${month}.html?edition=public`)
  const text = await open.text()
  expect(text).toContain('承办单位办结情况')
  for (const never of ['存在问题', '签发', 'supervisor']) expect(text).not.toContain(never)

  const phone = await stand.open('liaison-chengguanju', `/briefs/${month}`, { viewport: PHONE })
  await hook(phone, 'sheet').first().waitFor()
  await shoot(phone, 'brief-390')
  expect(await phone.evaluate(() => document.documentElement.scrollWidth), 'nothing is cut off on a phone').toBeLessThanOrEqual(390)
  expect(stand.complaints).toEqual([])
})
