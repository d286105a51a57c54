import { expect, test } from 'vitest'
import type { MonthPlan } from '@/api/docket'
import { days, movedMonths } from './timetable'

const plan = (month: string, draft: string): MonthPlan => ({ month, snapshot_at: '2026-12-08T16:00:00Z', draft_at: draft, from: '2026-12-14T16:00:00Z', until: '2026-12-21T09:30:00Z', decide_by: '2026-12-22T09:30:00Z', publish_at: '2026-12-23T01:00:00Z' })

test('only months with another date move', () => {
  const before = [plan('2026-10', '2026-11-13T06:00:00Z'), plan('2026-11', '2026-12-14T06:00:00Z')]
  expect(movedMonths(before, before)).toEqual([])
  expect(movedMonths(before, [plan('2026-10', '2026-11-13T06:00:00Z'), plan('2026-11', '2026-12-11T06:00:00Z')])).toEqual(['2026-11'])
})

test('the same timetable is the same text', () => {
  const t = { auto_publish: false, publish_workday: 17, decide_workdays: 1, objection_workdays: 5, draft_workday: 10, snapshot_workday: 7, months: [] }
  expect(JSON.stringify(days(t))).toBe('{"snapshot_workday":7,"draft_workday":10,"objection_workdays":5,"decide_workdays":1,"publish_workday":17,"auto_publish":false}')
})
