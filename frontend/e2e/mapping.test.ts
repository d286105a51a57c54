import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'

const stand = useStand(1)

/** What the city's platform hands down: a title row, a long text, a word of its own, a row at fault. */
const ROWS = ['市平台转办工单,,,,', '工单编号,诉求内容,诉求类型,紧急程度,办理期限（必填）,联系电话', 'M1,和平镇路灯三天不亮，晚上出行很危险，请尽快维修,投诉,一般,2099/1/5 9:30,13800138000', 'M2,小区停水两天无人处理,求助,特急,2099/1/6 10:00,13800138001', 'M3,咨询公交线路调整,咨询,一般,明天,13800138002']
const csv = (name: string, lines: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n'), 'utf8') })

test('a file of the city is mapped, tried, corrected in its words and taken over', async () => {
  const page = await stand.open('dispatcher', '/admin/import')
  await linked(page)
  await hook(page, 'import-file').setInputFiles(csv('city.csv', ROWS))
  await hook(page, 'import-mapping').waitFor()
  expect(await hook(page, 'map-due').locator('select').first().inputValue()).toBe('办理期限（必填）')
  expect(await hook(page, 'import-notes').innerText()).toContain('标题行')
  await shoot(page, 'import-mapping')
  await hook(page, 'import-check').click()
  await becomes(() => hook(page, 'import-state').innerText()).toBe('已试运行')
  expect(await hook(page, 'count-good').innerText()).toContain('1')
  await shoot(page, 'import-checked')
  await hook(page, 'import-back').click()
  await hook(page, 'means-特急').selectOption('life')
  await hook(page, 'import-check').click()
  await becomes(() => hook(page, 'count-good').innerText()).toContain('2')
  await hook(page, 'import-run').click()
  await becomes(() => hook(page, 'import-state').innerText()).toBe('已完成')
  await page.reload()
  await becomes(() => hook(page, 'count-fresh').innerText()).toContain('2')
  await shoot(page, 'import-done')
  const coming = page.waitForEvent('download')
  await hook(page, 'rejected-csv').click()
  expect((await coming).suggestedFilename()).toMatch(/^未导入的行-.*\.csv$/)
  await page.setViewportSize(PHONE)
  await shoot(page, 'import-done-phone')
})
