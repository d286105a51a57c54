import type { TicketRow } from '@/api/types'

export type Call = 'first' | 'now' | 'later'
type Called = Pick<TicketRow, 'rating' | 'next_call'>

/** Is the citizen waiting for the call with a bad rating? */
export const ratedBadly = (row: Called): boolean => row.rating !== undefined && !(row.rating.resolved && row.rating.satisfied)

/** When a citizen is to be called: first with a bad rating, later after a missed call, else now. */
export function callGroup(row: Called, now: number): Call {
  if (ratedBadly(row)) return 'first'
  return row.next_call && Date.parse(row.next_call.after) > now ? 'later' : 'now'
}

/** The reasons for not being satisfied; the first four are the unit's fault. */
export const SUBJECTIVE = ['attitude', 'slow', 'result', 'procedure'] as const
export const OBJECTIVE = ['unreasonable', 'outside'] as const
export const isSubjective = (code: string): boolean => (SUBJECTIVE as readonly string[]).includes(code)

export interface Answers { reached: boolean | null; contacted: boolean | null; resolved: boolean | null; satisfied: boolean | null; code: string; reason: string }
export const noAnswers = (): Answers => ({ reached: null, contacted: null, resolved: null, satisfied: null, code: '', reason: '' })

/** What an answered call still lacks. */
export function lacking(a: Answers): (keyof Answers)[] {
  if (a.reached === null) return ['reached']
  if (!a.reached) return []
  const open = (['contacted', 'resolved', 'satisfied'] as const).filter((k) => a[k] === null)
  if (a.satisfied !== false) return open
  return [...open, ...(a.code ? [] : ['code' as const]), ...(a.reason.trim() ? [] : ['reason' as const])]
}

/** What recording the answers will do; nothing while something is missing. */
export function outcome(a: Answers): 'willClose' | 'willRedo' | 'willWait' | null {
  if (a.reached === false) return 'willWait'
  if (a.reached === null || a.satisfied === null) return null
  if (a.satisfied) return 'willClose'
  return a.code ? (isSubjective(a.code) ? 'willRedo' : 'willClose') : null
}

/** The body of the request: only what was asked. */
export function answersBody(a: Answers): Record<string, unknown> {
  const reason = a.reason.trim() ? { reason: a.reason.trim() } : {}
  if (!a.reached) return { reached: false, ...reason }
  return { reached: true, contacted: a.contacted === true, resolved: a.resolved === true, satisfied: a.satisfied === true, ...(a.satisfied ? {} : { code: a.code }), ...reason }
}
