import type { MonthPlan, Timetable } from '@/api/docket'

/** The steps of a month in their order: what is set, and the date it gives. */
export const STEPS = [
  { field: 'snapshot_workday', date: 'snapshot_at' },
  { field: 'draft_workday', date: 'draft_at' },
  { field: 'objection_workdays', date: 'until' },
  { field: 'decide_workdays', date: 'decide_by' },
  { field: 'publish_workday', date: 'publish_at' },
] as const

/** The timetable alone, in a fixed order of its fields. */
export const days = (t: Timetable): Timetable => ({
  snapshot_workday: t.snapshot_workday,
  draft_workday: t.draft_workday,
  objection_workdays: t.objection_workdays,
  decide_workdays: t.decide_workdays,
  publish_workday: t.publish_workday,
  auto_publish: t.auto_publish,
})

/** The months of which any date moves. */
export const movedMonths = (before: readonly MonthPlan[], after: readonly MonthPlan[]): string[] =>
  after.filter((m) => {
    const old = before.find((o) => o.month === m.month)
    return !!old && STEPS.some((s) => Date.parse(old[s.date]) !== Date.parse(m[s.date]))
  }).map((m) => m.month)
