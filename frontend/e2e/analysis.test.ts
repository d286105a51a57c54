import { expect, test } from 'vitest'
import type { BehindPage, Breakdown, Noise } from '../src/api/analysis.ts'
import { becomes, DESK, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { MONTH } from './server.ts'

const stand = useStand(12)

test('a month is taken apart, and every number opens as many tickets', async () => {
  const supervisor = await stand.account('supervisor')
  const page = await stand.open('supervisor', `/scores/analysis?month=${MONTH}`)
  await linked(page)
  await hook(page, 'breakdown').waitFor()
  for (const by of ['town', 'type', 'group']) {
    await hook(page, `by-${by}`).check({ force: true })
    await becomes(() => hook(page, 'breakdown').getAttribute('data-by')).toBe(by)
    const told = await supervisor.get<Breakdown>(`/analysis/${MONTH}/breakdown?by=${by}`)
    for (const r of told.rows) expect(r.carried_in + r.dispatched - r.uncounted - r.carried_out, `${by} ${r.key}`).toBe(r.due)
    expect(told.rows.reduce((n, r) => n + r.due, 0)).toBe(told.totals.due)
  }
  const groups = await supervisor.get<Breakdown>(`/analysis/${MONTH}/breakdown?by=group`)
  const row = groups.rows.find((r) => r.key && r.due > 0)
  expect(row).toBeDefined()
  const slice = hook(page, `slice-${row?.key}`)
  for (const of of ['registered', 'due', 'closed'] as const) {
    await hook(slice, `count-${of}`).click()
    await becomes(() => hook(page, 'behind').locator('b').first().textContent()).toContain(` ${row?.[of].toLocaleString('en-US')} 件`)
    const behind = await supervisor.get<BehindPage>(`/analysis/${MONTH}/tickets?by=group&key=${row?.key}&of=${of}`)
    expect(behind.total).toBe(row?.[of])
  }
  expect(new URL(page.url()).searchParams.get('cell')).toBe(`closed:${row?.key}`)
  await shoot(page, `analysis-${DESK.width}`)
  await hook(page, 'behind-close').click()
  await hook(page, 'behind').waitFor({ state: 'detached' })
  expect(stand.complaints).toEqual([])
})

test('the page says which ranks are chance and what smoothing would change', async () => {
  const noise = await (await stand.account('supervisor')).get<Noise>(`/analysis/${MONTH}/noise`)
  const group = noise.groups.find((g) => g.rows.some((r) => r.tied > 0))
  expect(group).toBeDefined()
  const picked = group?.rows.find((r) => r.tied > 0)
  const page = await stand.open('supervisor', `/scores/analysis?month=${MONTH}&tab=noise`, { viewport: PHONE })
  await hook(page, `noise-row-${picked?.unit}`).click()
  await becomes(() => hook(hook(page, `noise-${group?.key}`), 'noise-said').textContent()).toContain(`与${picked?.name}分不清`)
  expect(await page.locator(`[data-test="noise-${group?.key}"] .alike`).count()).toBe(picked?.tied)
  await hook(page, 'k-20').check({ force: true })
  await becomes(() => hook(page, 'smoothing').locator('tbody tr').count()).toBe(noise.smoothing.find((s) => s.k === 20)?.rows.length)
  await shoot(page, `analysis-noise-${PHONE.width}`)
  expect(stand.complaints).toEqual([])
})

test('signals are the supervisor\'s alone; a unit sees its own month', async () => {
  const page = await stand.open('supervisor', `/scores/analysis?month=${MONTH}&tab=signals`)
  await page.locator('[data-test="signals"], [data-test="empty"]').first().waitFor()
  const unit = (await (await stand.account('supervisor')).get<Breakdown>(`/analysis/${MONTH}/breakdown?by=unit`)).rows.find((r) => r.key && r.due > 0)
  const liaison = await stand.account(`liaison-${unit?.key}`)
  expect((await liaison.get<Breakdown>(`/analysis/${MONTH}/breakdown`)).unit).toBe(unit?.key)
  const own = await stand.open(`liaison-${unit?.key}`, `/scores/analysis?month=${MONTH}&tab=signals`)
  await hook(own, 'breakdown').waitFor()
  expect(await hook(own, 'lane-signals').count()).toBe(0)
  expect(stand.complaints).toEqual([])
})
