import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { Page } from 'playwright-core'
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

/** 工单编号,诉求内容,联系电话 and a row, as an older program saves them. */
const GB = 'uaS1pbHgusUsy9/H88TayN0swarPtbXnu7ANCkcxLMK3tcayu8HByP3M7MfrzqzQ3iwxMzgwMDEzODAwMA0K'

/** A workbook of raw parts, not compressed. */
function workbook(parts: Record<string, string>): Buffer {
  const files: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(parts)) {
    const [n, data] = [Buffer.from(name), Buffer.from(text)]
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0); head.writeUInt32LE(crc32(data), 10); head.writeUInt32LE(data.length, 14); head.writeUInt32LE(data.length, 18); head.writeUInt16LE(n.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, n, data])
    files.push(file)
    list.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([20, 0]), head, tail, n]))
    at += file.length
  }
  const index = Buffer.concat(list)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(list.length, 4); end.writeUInt16LE(list.length, 6); end.writeUInt32LE(index.length, 8); end.writeUInt32LE(at, 12)
  return Buffer.concat([...files, index, Buffer.from('PK\x05\x06', 'latin1'), end])
}

const cells = (row: number, texts: string[]) => `<row r="${row}">${texts.map((x, i) => (x ? `<c r="${String.fromCharCode(65 + i)}${row}" t="inlineStr"><is><t>${x}</t></is></c>` : '')).join('')}</row>`
const sheet = (rows: string[][], merged: string[]) => workbook({
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="转办" sheetId="1" r:id="r1"/></sheets></workbook>',
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows.map((r, i) => cells(i + 1, r)).join('')}</sheetData><mergeCells>${merged.map((m) => `<mergeCell ref="${m}"/>`).join('')}</mergeCells></worksheet>`,
})

async function begun(page: Page, file: { name: string; mimeType: string; buffer: Buffer }) {
  await hook(page, 'import-file').setInputFiles(file)
  await hook(page, 'import-mapping').waitFor()
}
async function ran(page: Page, fresh: string) {
  await hook(page, 'import-check').click()
  await hook(page, 'import-run').click()
  await becomes(() => hook(page, 'import-state').innerText()).toBe('已完成')
  expect(await hook(page, 'count-fresh').innerText()).toContain(fresh)
}

test('a workbook with merged titles; its mapping saved, used again by a file of an older program; rows at fault mended and sent again', async () => {
  const page = await stand.open('dispatcher', '/admin/import')
  await linked(page)
  const rows = [['市平台转办工单'], ['工单编号', '诉求内容', '来电人'], ['', '', '姓名', '电话'], ['X1', '和平镇路灯三天不亮请尽快维修', '', '13800138000'], ['X2', '小区停水两天无人处理', '', '不是号码']]
  await begun(page, { name: 'city.xlsx', mimeType: 'application/octet-stream', buffer: sheet(rows, ['A1:D1', 'A2:A3', 'B2:B3', 'C2:D2']) })
  expect(await hook(page, 'map-phone').locator('select').first().inputValue()).toBe('来电人/电话')
  expect(await hook(page, 'import-notes').innerText()).toContain('两行表头')
  await ran(page, '1')
  const coming = page.waitForEvent('download')
  await hook(page, 'rejected-csv').click()
  const left = await readFile(await (await coming).path(), 'utf8')
  expect(left).toContain('不是号码')
  await hook(page, 'import-again').click()
  await begun(page, { name: 'mended.csv', mimeType: 'text/csv', buffer: Buffer.from(left.replace('不是号码', '+86 13800138009')) })
  await ran(page, '1')

  await hook(page, 'import-again').click()
  await begun(page, { name: 'old.csv', mimeType: 'text/csv', buffer: Buffer.from(GB, 'base64') })
  await becomes(() => hook(page, 'map-text').innerText()).toContain('路灯不亮三天请维修')
  await hook(page, 'profile-new').click()
  await hook(page, 'profile-name').fill('旧系统')
  await hook(page, 'profile-save').click()
  await hook(page, 'profile-new').waitFor()
  await hook(page, 'import-remove').click()
  await begun(page, { name: 'old.csv', mimeType: 'text/csv', buffer: Buffer.from(GB, 'base64') })
  expect(await hook(page, 'import-guess').innerText()).toContain('旧系统')
  await ran(page, '1')
  expect(stand.complaints).toEqual([])
})

test('a run is followed over a reload, cancelled, and goes on behind what it wrote', async () => {
  const page = await stand.open('dispatcher', '/admin/import')
  await linked(page)
  const rows = Array.from({ length: 8000 }, (_, i) => `L${i},第${i}盏路灯三天不亮请尽快维修,1380${String(i).padStart(7, '0')}`)
  await begun(page, csv('long.csv', ['工单编号,诉求内容,联系电话', ...rows]))
  await hook(page, 'import-check').click()
  await becomes(() => hook(page, 'count-good').innerText()).toContain('8,000')
  await hook(page, 'import-run').click()
  await hook(page, 'import-progress').waitFor()
  await page.reload()
  await hook(page, 'import-progress').waitFor()
  await shoot(page, 'import-running')
  await hook(page, 'import-cancel').click()
  await becomes(() => hook(page, 'import-state').innerText()).toBe('已取消')
  await hook(page, 'import-run').click()
  await becomes(() => hook(page, 'import-state').innerText()).toMatch(/导入中|已完成/)
  const dispatcher = await stand.account('dispatcher')
  const { items } = await dispatcher.get<{ items: { name: string; rows: number; result: { rows: number; new: number } }[] }>('/imports')
  const long = items.find((x) => x.name === 'long.csv')
  expect(long?.result.new).toBeGreaterThan(0)
  expect(long?.result.new, 'nothing is doubled').toBe(long?.result.rows)
  if (await hook(page, 'import-cancel').isVisible()) await hook(page, 'import-cancel').click()
})
