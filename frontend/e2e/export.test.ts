import { readFile } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, hook, linked, shoot, useStand } from './harness.ts'
import { MONTH } from './server.ts'

const stand = useStand(12)

/** The files of a zip, by name. */
function unzip(data: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  const end = data.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  let at = data.readUInt32LE(end + 16)
  for (let n = data.readUInt16LE(end + 10); n > 0; n--) {
    const [packed, name, extra, comment, from] = [data.readUInt32LE(at + 20), data.readUInt16LE(at + 28), data.readUInt16LE(at + 30), data.readUInt16LE(at + 32), data.readUInt32LE(at + 42)]
    const start = from + 30 + data.readUInt16LE(from + 26) + data.readUInt16LE(from + 28)
    const body = data.subarray(start, start + packed)
    files.set(data.toString('utf8', at + 46, at + 46 + name), (data.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body).toString('utf8'))
    at += 46 + name + extra + comment
  }
  return files
}

/** Presses the button and reads the workbook that comes. */
async function exported(page: Page): Promise<Map<string, string>> {
  const coming = page.waitForEvent('download')
  await hook(page, 'export').click()
  const download = await coming
  expect(download.suggestedFilename()).toMatch(/^考核表-.*\.xlsx$/)
  return unzip(await readFile(await download.path()))
}

const rowsOf = (sheet: string) => sheet.match(/<row .*?<\/row>/gs) ?? []

interface Month { groups: { ranked: { unit: string; name: string; total: number }[]; observed: { unit: string; total: number }[] }[] }

test('the button shows how far it is and downloads the numbers of the page', async () => {
  const page = await stand.open('supervisor', `/scores/${MONTH}`)
  await linked(page)
  await hook(page, 'export').and(page.locator(':enabled')).waitFor()
  let release = () => {}
  const held = new Promise<void>((resolve) => { release = resolve })
  let asked = 0
  await page.route('**/api/v1/exports/*', async (route) => { // the first look finds it half way
    const response = await route.fetch()
    const body = (await response.json()) as Record<string, unknown>
    if (asked++ === 0) return route.fulfill({ response, json: { ...body, state: 'running', done: 45, total: 100 } })
    await held
    return route.fulfill({ response, json: body })
  })
  const files = exported(page)
  await becomes(() => hook(page, 'export-progress').getAttribute('aria-valuenow')).toBe('45')
  await shoot(page, 'export-progress')
  release()
  const book = await files
  expect(book.get('xl/workbook.xml')).toContain('单位得分')
  await hook(page, 'export-progress').waitFor({ state: 'detached' })

  const { groups } = await (await stand.account('supervisor')).get<Month>(`/scores/${MONTH}`)
  const rows = rowsOf(book.get('xl/worksheets/sheet3.xml') ?? '')
  const units = groups.flatMap((g) => [...g.ranked, ...g.observed])
  expect(units.length).toBeGreaterThan(3)
  for (const u of units) {
    const row = rows.find((r) => r.includes(`>${u.unit}<`))
    expect(row, u.unit).toContain(`<v>${Number(u.total)}</v>`)
    expect(row).toContain('<f>')
  }
})

test('a unit takes its own rows out', async () => {
  const page = await stand.open('liaison-heping', `/scores/${MONTH}`)
  await linked(page)
  await hook(page, 'export').and(page.locator(':enabled')).waitFor()
  const book = await exported(page)
  const rows = rowsOf(book.get('xl/worksheets/sheet3.xml') ?? '').slice(2)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toContain('>heping<')
  const tickets = rowsOf(book.get('xl/worksheets/sheet4.xml') ?? '').slice(1)
  expect(tickets.length).toBeGreaterThan(0)
  for (const row of tickets) expect(row).toContain('>heping<')
})
