import { expect, test } from 'vitest'
import type { Roster } from '../src/api/duty.ts'
import { mondayOf, plusDays } from '../src/domain/roster.ts'
import { becomes, hook, PHONE, shoot, useStand } from './harness.ts'

const stand = useStand()
const UNIT = 'tiyu'

/** Next week, in which the sample district has no shift of this unit. */
async function nextMonday(): Promise<string> {
  const admin = await stand.account('admin')
  const { now } = await admin.get<{ now: string }>('/time')
  return plusDays(mondayOf(Date.parse(now)), 7)
}

test('a liaison plans the own week with the keyboard, gaps show, the week is copied, a shift is taken off', async () => {
  const monday = await nextMonday()
  const page = await stand.open(`liaison-${UNIT}`, '/roster')
  await hook(page, 'week-next').click()
  await hook(page, 'week').getByText(monday.slice(5)).waitFor()
  const cell = hook(page, `cell-liaison-${UNIT}-${monday}`)
  await cell.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  const form = hook(page, 'shift-form')
  await hook(form, 'shift-from').fill('18:00')
  await hook(form, 'shift-to').fill('01:00')
  await hook(form, 'shift-save').click()
  await cell.getByText('18:00–24:00').waitFor()
  await hook(page, `cell-liaison-${UNIT}-${plusDays(monday, 1)}`).getByText('00:00–01:00').waitFor()
  await hook(page, `gaps-${plusDays(monday, 1)}`).getByText('01:00–24:00').waitFor()
  await shoot(page, 'roster-week')

  await hook(page, 'week-copy').click()
  await hook(page, 'week').getByText(plusDays(monday, 7).slice(5)).waitFor()
  await hook(page, `cell-liaison-${UNIT}-${plusDays(monday, 7)}`).getByText('18:00–24:00').waitFor()
  await hook(page, 'shift').first().click()
  await hook(page, 'shift-remove-yes').click()
  await becomes(() => hook(page, 'shift').count()).toBe(0)
  expect(stand.complaints).toEqual([])
})

test('a file with faults names every line and changes nothing; mended it is taken over, and a phone can read it', async () => {
  const monday = await nextMonday()
  const page = await stand.open('admin', '/admin/roster')
  await hook(page, 'roster-scope').selectOption('yingji')
  await hook(page, 'week-next').click()
  await hook(page, 'roster-import').click()
  const good = `liaison-yingji,A,${monday} 08:30,17:30`
  await hook(page, 'import-text').fill(`${good}\n没有这人,A,${monday} 08:30,17:30\nliaison-yingji,A,周一,17:30`)
  await hook(page, 'import-run').click()
  const faults = hook(page, 'import-faults')
  await faults.getByText('第 2 行').waitFor()
  await faults.getByText('第 3 行').waitFor()
  await shoot(page, 'roster-faults')
  const admin = await stand.account('admin')
  expect((await admin.get<Roster>(`/roster?scope=yingji&from=${monday}`)).spells).toEqual([])
  await hook(page, 'import-text').fill(`${good}\nliaison-yingji-b,B,${monday} 17:30,08:30,每周`)
  await hook(page, 'import-run').click()
  await hook(page, `cell-liaison-yingji-${monday}`).getByText('08:30–17:30').waitFor()
  await hook(page, `cell-liaison-yingji-b-${monday}`).getByText('17:30–24:00').waitFor()
  await shoot(page, 'roster-imported')

  const phone = await stand.open('liaison-yingji', '/roster', { viewport: PHONE })
  await hook(phone, 'week-next').click()
  await hook(phone, `day-${monday}`).getByText('08:30–17:30').waitFor()
  await shoot(phone, 'roster-390')
  expect(stand.complaints.filter((c) => !/status of 422/.test(c))).toEqual([])
})
