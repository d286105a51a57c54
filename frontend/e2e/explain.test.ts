import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { CountedPage, Explanation, ScoreMonth } from '../src/api/scores.ts'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'

const stand = useStand(12)

/** The unit that lost most for lateness in the running month, with that part. */
async function latecomer() {
  const boss = await stand.account('supervisor')
  const { items } = await boss.get<{ items: { month: string }[] }>('/briefs')
  const month = items[0]!.month
  const scores = await boss.get<ScoreMonth>(`/scores/${month}`)
  const rows = scores.groups.flatMap((g) => g.ranked)
  const cost = (r: (typeof rows)[number]) => Math.max(...r.parts.map((p) => (p.lost_kind === 'time' ? p.lost : 0)))
  const row = [...rows].sort((a, b) => cost(b) - cost(a))[0]!
  const value = await boss.get<Explanation>(`/scores/${month}/${row.unit}`)
  return { boss, month, row, value, part: [...value.parts].sort((a, b) => b.lost - a.lost).find((p) => p.lost_kind === 'time')! }
}

test('a unit opens to its metric, the metric to its tickets, a ticket to the event that decided it; Back returns', async () => {
  const { boss, month, row, part } = await latecomer()
  const page = await stand.open('supervisor', `/scores/${month}`)
  await linked(page)
  await hook(page, 'pick').or(page.getByText('点一家单位')).first().waitFor()
  // A folded unit has no row to click; its address opens it all the same.
  const line = hook(page, `rank-${row.unit}`)
  if (await line.isVisible()) await line.click()
  else await page.goto(`${stand.server.url}/scores/${month}/${row.unit}`)
  await hook(page, 'unit-score').waitFor()
  expect(await hook(page, 'unit-total').textContent()).toContain(row.total.toFixed(2))
  if (!(await hook(page, `part-${part.key}`).getAttribute('class'))?.includes('open')) await hook(page, `part-${part.key}`).locator('button').click()
  await hook(page, 'formula').getByText(`${part.num} ÷ ${part.den}`).waitFor()
  const first = part.tickets[0]!
  const why = hook(hook(page, `behind-${first.no}`), 'why')
  expect(await why.textContent()).toMatch(/前(接单|联系来电人|办结)即不失分/)
  await shoot(page, 'explain-metric')

  // The list is as long as the number that was clicked.
  await hook(hook(page, `part-${part.key}`), `n-${part.key}-all`).click()
  const list = hook(page, 'counted-list')
  await list.locator('[data-test^="behind-2"]').first().waitFor()
  for (;;) {
    const more = hook(page, 'counted-more')
    if (!(await more.isVisible())) break
    const n = await list.locator('[data-test^="behind-2"]').count()
    await more.click()
    await becomes(() => list.locator('[data-test^="behind-2"]').count()).toBeGreaterThan(n)
  }
  expect(await list.locator('[data-test^="behind-2"]').count()).toBe(part.den)
  await hook(page, 'side-lost').click()
  await becomes(() => list.locator('[data-test^="behind-2"]').count()).toBe(part.den - part.num)
  expect(page.url()).toContain(`part=${part.key}&side=lost`)
  await shoot(page, 'explain-list')

  await hook(list, `behind-${first.no}`).locator('[data-test="behind-link"]').click()
  await page.waitForURL(`**/tickets/${first.no}#event-${first.event!.seq}`)
  await page.locator(`#event-${first.event!.seq}[aria-current="true"]`).waitFor()
  await shoot(page, 'explain-event')
  await page.goBack()
  await hook(list, `behind-${first.no}`).waitFor()
  expect(page.url()).toContain('side=lost')

  await hook(page, 'export-scored').locator('summary').click()
  const [file] = await Promise.all([page.waitForEvent('download'), hook(page, 'export-scored').locator('[data-test="export-csv"]').click()])
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toContain(first.no)
  expect(text).toContain('水印编号')
  expect((await boss.get<CountedPage>(`/scores/${month}/${row.unit}/${part.key}?side=num`)).total).toBe(part.num)
  expect(stand.complaints).toEqual([])
})

test('a trial says what one more ticket in time is worth, and saves nothing', async () => {
  const { boss, month, row, value, part } = await latecomer()
  const page = await stand.open('supervisor', `/scores/${month}/${row.unit}`)
  const total = hook(page, 'trial-total')
  await becomes(() => total.textContent()).toBe(row.total.toFixed(2))
  const field = hook(page, `rate-${part.key}`)
  await field.fill('100')
  await field.blur()
  const want = Math.round((row.total + part.lost) * 100) / 100
  await becomes(() => total.textContent()).toBe(want.toFixed(2))
  if ((value.parts.find((p) => p.key === part.key)?.give_back?.rank ?? row.rank) !== row.rank) await hook(page, 'trial-rank').waitFor()
  await shoot(page, 'explain-trial')
  await hook(page, 'trial-reset').click()
  await becomes(() => total.textContent()).toBe(row.total.toFixed(2))
  expect((await boss.get<Explanation>(`/scores/${month}/${row.unit}`)).row.total).toBe(row.total)
  expect(stand.complaints).toEqual([])
})

test('a liaison sees the own unit with its estimate, on a phone too, and nothing of others', async () => {
  const { month, row, part } = await latecomer()
  const unit = await stand.account(`liaison-${row.unit}`)
  const other = row.unit === 'tiyu' ? 'chengguanju' : 'tiyu'
  for (const path of [other, `${other}/accept`, `${other}/accept.csv`]) await expect(unit.get(`/scores/${month}/${path}`)).rejects.toThrow('403')
  const own = await unit.get<ScoreMonth>(`/scores/${month}`)
  expect(own.groups.flatMap((g) => [...g.ranked, ...g.observed, ...g.none]).map((r) => r.unit)).toEqual([row.unit])
  expect((await unit.get<Explanation>(`/scores/${month}/${row.unit}`)).gap.next_name, 'who stands before it is not said before the month is published').toBeUndefined()

  const page = await stand.open(`liaison-${row.unit}`, `/scores/${month}?part=${part.key}&side=lost`, { viewport: PHONE })
  await hook(page, 'unit-score').waitFor()
  expect(await hook(page, 'unit-score').getAttribute('data-unit')).toBe(row.unit)
  await hook(page, 'unit-note').getByText('到现在为止的估计').waitFor()
  await hook(page, 'counted-list').locator('[data-test^="behind-2"]').first().waitFor()
  expect(await page.locator('[data-test^="rank-"]').count()).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'nothing is cut off on a phone').toBeLessThanOrEqual(390)
  await shoot(page, 'explain-390')
  expect(stand.complaints).toEqual([])
})
