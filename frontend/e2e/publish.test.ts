import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { datesOf, hoursAfter } from './months.ts'
import { MONTH } from './server.ts'

const stand = useStand(3)

interface Row { unit: string; total: number; parts: { key: string; lost: number; nos?: string[] }[] }
interface Month { life: { stage: string; edition?: number }; groups: { ranked: Row[]; observed: Row[] }[] }
const rows = (m: Month): Row[] => m.groups.flatMap((g) => [...g.ranked, ...g.observed])

test('a month is frozen, published early with a reason, made again bit by bit, and corrected in a second edition', async () => {
  const boss = await stand.account('supervisor')
  await stand.until(hoursAfter((await datesOf(boss, MONTH)).snapshot_at, 10))
  const page = await stand.open('supervisor2', `/scores/${MONTH}`)
  await linked(page)
  const steps = hook(page, 'steps')
  await becomes(() => steps.getAttribute('data-stage')).toBe('running')
  await hook(page, 'docket-next').click()
  await hook(page, 'docket-confirm').click()
  await becomes(() => steps.getAttribute('data-stage')).not.toBe('running')
  await shoot(page, 'publish-draft')

  // Another timetable is shown in dates before it holds; the frozen month stays.
  const dates = await stand.open('supervisor2', '/admin/timetable')
  await hook(dates, 'objection_workdays').fill('3')
  await hook(dates, 'timetable-say').getByText('日期会变').waitFor()
  await hook(dates, 'publish_workday').fill('12')
  await hook(dates, 'fault-publish_workday').waitFor()
  expect(await hook(dates, 'timetable-save').isDisabled()).toBe(true)
  await hook(dates, 'publish_workday').fill('16')
  await hook(dates, 'fault-publish_workday').waitFor({ state: 'detached' })
  await shoot(dates, 'timetable')
  await hook(dates, 'timetable-save').click()
  await hook(dates, 'timetable-say').getByText('没有改动').waitFor()
  await dates.setViewportSize(PHONE)
  await shoot(dates, 'timetable-390')
  expect(await dates.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await dates.close()

  await stand.until(hoursAfter((await datesOf(boss, MONTH)).objection.from, 10))
  const draft = await boss.get<Month>(`/scores/${MONTH}`)
  const late = rows(draft).find((r) => r.parts.some((p) => p.key === 'accept' && p.lost > 0 && p.nos?.length === 1))
  expect(late, 'some unit took a ticket too late').toBeTruthy()
  const { unit = '', parts = [], total = 0 } = late ?? {}
  const no = parts.find((p) => p.key === 'accept')?.nos?.[0]
  const office = await stand.account(`liaison-${unit}`)
  const appeal = await office.post<{ id: string }>('/appeals', { month: MONTH, no, scope: 'accept', reason: '站内停电', evidence: '供电公司停电公告' })

  await page.reload()
  await hook(page, 'docket-next').click()
  expect(await hook(page, 'docket-confirm').isDisabled(), 'publishing early says why').toBe(true)
  await hook(page, 'docket-reason').fill('区政府常务会提前听取通报')
  await shoot(page, 'publish-early')
  await hook(page, 'docket-confirm').click()
  await becomes(() => steps.getAttribute('data-stage')).toBe('published')
  await boss.post(`/briefs/${MONTH}/publish`, { version: 0 })
  await expect(boss.post(`/scores/${MONTH}/close`), 'once').rejects.toThrow('409')

  await hook(page, 'replay-go').click()
  await hook(page, 'replay').getByText('一致').waitFor()
  await shoot(page, 'publish-replayed')

  const seen = await stand.open(`liaison-${unit}`, `/scores/${MONTH}`, { viewport: PHONE })
  await hook(seen, 'unit-total').waitFor()
  expect(await hook(seen, 'ask-appeal').count(), 'a published month is closed to objections').toBe(0)
  await boss.post(`/appeals/${encodeURIComponent(appeal.id)}/decide`, { approve: true, reason: '公告属实' })
  expect(rows(await boss.get<Month>(`/scores/${MONTH}`)).find((r) => r.unit === unit)?.total, 'a published month does not move').toBe(total)

  await page.reload()
  await hook(page, 'docket-next').click()
  await hook(page, 'docket-reason').fill('申诉成立，更正得分')
  await hook(page, 'docket-confirm').click()
  await hook(page, 'edition-2').getByText('申诉成立，更正得分').waitFor()
  await shoot(page, 'publish-corrected')
  const corrected = await boss.get<Month>(`/scores/${MONTH}`)
  expect(corrected.life.edition).toBe(2)
  expect(rows(corrected).find((r) => r.unit === unit)?.total).toBeGreaterThan(total)
  expect(rows(await boss.get<Month>(`/scores/${MONTH}/editions/1`)).find((r) => r.unit === unit)?.total, 'the first edition stands').toBe(total)

  // The brief went out before the correction: it says so, and a corrected one takes its place.
  await seen.goto(`${stand.server.url}/briefs/${MONTH}`)
  await hook(seen, 'outdated').getByText('第 1 版').waitFor()
  await shoot(seen, 'brief-outdated-390')
  await page.goto(`${stand.server.url}/briefs/${MONTH}`)
  await shoot(page, 'brief-outdated')
  await hook(page, 'correct').click()
  await hook(page, 'correction').first().getByText('第 2 版').waitFor()
  await hook(page, 'correct-cancel').click()
  await becomes(() => hook(page, 'stage').textContent()).toBe('已发布')
  await hook(page, 'correct').click()
  await hook(page, 'correction').first().getByText('第 2 版').waitFor()
  await hook(page, 'publish').click()
  await shoot(page, 'brief-correcting')
  await hook(page, 'publish-do').click()
  await hook(page, 'issued-1').waitFor()
  await shoot(page, 'brief-corrected')
  await seen.reload()
  await hook(seen, 'correction').first().getByText('第 2 版').waitFor()
  await hook(seen, 'issued-1').click()
  await hook(seen, 'to-current').waitFor()
  expect(await hook(seen, 'correction').count(), 'the first stays readable as it was').toBe(0)
  expect(stand.complaints).toEqual([])
})
