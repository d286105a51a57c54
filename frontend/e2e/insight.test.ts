import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Hot, Trends } from '../src/api/insight.ts'
import type { TicketRow } from '../src/api/types.ts'
import { becomes, DESK, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { dayOf, MOMENT } from './server.ts'

const stand = useStand()

/** How many tickets the list of this URL has, all its pages together. */
async function listed(query: string): Promise<number> {
  const supervisor = await stand.account('supervisor')
  let [n, after] = [0, '']
  do {
    const page: { items: TicketRow[]; next: string | null } = await supervisor.get(`/tickets?${query}&limit=200${after && `&after=${encodeURIComponent(after)}`}`)
    n += page.items.length
    after = page.next ?? ''
  } while (after)
  return n
}

/** The last number in the words of a link: "前 7 天 677 件", "接单 56". */
const numberIn = (words: string | null): number => Number(/([\d,]+)(?: 件)?$/.exec((words ?? '').trim())?.[1]?.replaceAll(',', ''))

/** Follows a number to its list, counts there, and goes back. */
async function leadsToAsMany(page: Page, link: Locator, words: Locator = link): Promise<void> {
  const n = numberIn(await words.textContent())
  const name = `${await link.getAttribute('data-test')}: ${n}`
  expect(n, name).toBeGreaterThan(0)
  await link.click()
  await page.waitForURL('**/tickets?**')
  await becomes(async () => `${name} → ${await hook(page, 'count').textContent()}`).toBe(`${name} → ${n > 50 ? '50 件以上' : `${n} 件`}`)
  expect(await listed(new URL(page.url()).search.slice(1)), name).toBe(n)
  await page.goBack()
  await Promise.all(['summary', 'year'].map((part) => hook(page, part).waitFor()))
}

async function open(query = ''): Promise<Page> {
  const page = await stand.open('supervisor', `/insight${query}`)
  await linked(page)
  await hook(page, 'summary').waitFor()
  await hook(page, 'year').waitFor()
  return page
}

/** Three in the afternoon: soon after midnight nobody has called yet, yesterday at this time neither. */
const afternoon = (): string => `${dayOf(MOMENT)}T07:00:00Z`

test('every number leads to the list that counts to it', async () => {
  const page = await open('?window=30')
  await shoot(page, `insight-30-${DESK.width}`)
  for (const name of ['sum-intake', 'sum-leading', 'issue-count', 'issue-accepted', 'year-total', 'year-max', 'matrix-total', 'row-total', 'town-total']) await leadsToAsMany(page, hook(page, name).first())
  await leadsToAsMany(page, hook(page, 'matrix').locator('tbody td:not(.tt) a').first())
  const unit = page.locator('[data-test^="unit-"]').first()
  await leadsToAsMany(page, unit, unit.locator('b'))
  await stand.until(afternoon())
  await page.goto(new URL('/insight?window=1', page.url()).href)
  await becomes(() => hook(page, 'sum-previous').textContent()).toContain('昨天此时')
  await leadsToAsMany(page, hook(page, 'sum-previous'))
  expect(stand.complaints).toEqual([])
})

test('the days are chosen in the page and stand in the URL', async () => {
  const supervisor = await stand.account('supervisor')
  const page = await open()
  const intake = () => hook(page, 'sum-intake').textContent()
  for (const window of ['1', '30', '7']) {
    await hook(page, `window-${window}`).check({ force: true })
    const hot = await supervisor.get<Hot>(`/insight/hot?window=${window}`)
    await becomes(intake).toBe(`受理 ${hot.intake.toLocaleString('en-US')} 件`)
    expect(new URL(page.url()).searchParams.get('window')).toBe(window === '7' ? null : window)
  }
  const { calendar } = await supervisor.get<Trends>('/insight/trends')
  const day = calendar.max?.day ?? ''
  await hook(page, 'window-custom').check({ force: true })
  await hook(page, 'span-from').fill(day)
  await hook(page, 'span-to').fill(day)
  await hook(page, 'span-apply').click()
  await becomes(intake).toBe(`受理 ${calendar.max?.count} 件`)
  expect(new URL(page.url()).search).toBe(`?from=${day}&to=${day}`)
  await page.goBack()
  await becomes(() => hook(page, 'window-7').isChecked()).toBe(true)
  expect(stand.complaints).toEqual([])
})

test('an issue is opened, followed and closed by the keyboard', async () => {
  const page = await open('?window=30')
  const rows = hook(page, 'open-issue')
  expect(await rows.first().getAttribute('aria-expanded')).toBe('true')
  await page.keyboard.press('Escape')
  await becomes(() => rows.first().getAttribute('aria-expanded')).toBe('false')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await becomes(() => rows.nth(1).evaluate((b) => b === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  await becomes(() => rows.nth(1).getAttribute('aria-expanded')).toBe('true')
  const id = new URL(page.url()).searchParams.get('open') ?? ''
  await page.reload()
  await becomes(() => hook(hook(page, `issue-${id}`), 'open-issue').getAttribute('aria-expanded')).toBe('true')
  expect(await hook(page, 'issue-open').count()).toBe(1)

  await hook(page, 'matrix').locator('[data-cell="0,0"], [data-cell="0,1"]').first().focus()
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-cell'))).toMatch(/^[1-9]\d*,/)
  expect(await hook(page, 'matrix').locator('[tabindex="0"][data-cell]').count(), 'one stop for Tab').toBe(1)
  expect(stand.complaints).toEqual([])
})

test('a part that cannot be read says so in its place', async () => {
  const page = await stand.open('supervisor', '/login')
  await page.route('**/insight/trends**', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"unavailable"}' }))
  await page.goto(`${stand.server.url}/insight?window=30`)
  await hook(hook(page, 'trends-wait'), 'error').waitFor()
  await hook(page, 'open-issue').first().waitFor()
  await page.unroute('**/insight/trends**')
  await hook(page, 'trends-wait').getByRole('button').click()
  await hook(page, 'year').waitFor()
})

test('on a phone the matrix moves in its own frame', async () => {
  const page = await stand.open('supervisor', '/insight?window=30', { viewport: PHONE })
  const box = hook(page, 'matrix').locator('.mx-box')
  await box.waitFor()
  await shoot(page, `insight-30-${PHONE.width}`)
  expect(await box.evaluate((e) => e.scrollWidth > e.clientWidth)).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  await box.evaluate((e) => { e.scrollLeft = 200 })
  const name = box.locator('tbody th').first()
  const [frame, head] = [await box.boundingBox(), await name.boundingBox()]
  expect(Math.abs((head?.x ?? 0) - (frame?.x ?? 99)), 'the names stay').toBeLessThan(2)
})
