import type { DocketStep, Life } from '@/api/docket'

export interface StepState { done: boolean; now: boolean }

/** Where each of the four steps stands: only the running one is "now"; once published all are done. */
export function steps(life: Life): StepState[] {
  const at = { running: 0, draft: 1, objection: 2, published: 4 }[life.stage]
  return [0, 1, 2, 3].map((n) => ({ done: n < at, now: n === at }))
}

/** What the running step waits for; null where nothing runs. */
export function deadline(life: Life, now: number): number | null {
  const until = Date.parse(life.objection?.until ?? '')
  if (life.stage === 'draft') return Date.parse(life.objection?.from ?? '') || null
  if (life.stage !== 'objection' || !until) return null
  return now < until ? until : null
}

/** The step a supervisor may take next. */
export function nextStep(life: Life): DocketStep | null {
  switch (life.stage) {
    case 'running': return life.ended ? 'draft' : null
    case 'published': return life.snapshot_hash ? 'correct' : null
    default: return 'close'
  }
}

/** Published while units could still object or wait for an answer: that wants a reason. */
export const tooEarly = (life: Life, now: number): boolean =>
  life.stage === 'draft' || (life.stage === 'objection' && (now < Date.parse(life.objection?.until ?? '') || life.appeals.open > 0))

/** A hash as people compare it. */
export const shortHash = (hash: string): string => hash.slice(0, 12).replace(/(.{4})(?=.)/g, '$1·')
