import type { PublicProgress, PublicStep } from '@/api/public'
import { SOON } from '@/domain/clock'
import { ended } from '@/domain/ticket'
import { span } from '@/domain/time'
import { type T, tCode } from '@/i18n'

export interface Face {
  kind: 'waiting' | 'working' | 'answered'
  /** The step whose time is shown, with what is left of it. */
  step: PublicStep | null
  left: number
  rest: number
  tone: '' | 'soon' | 'late'
}

/** With these the time for an answer begins anew. */
const ROUND = new Set(['dispatched', 'redone', 'reopened'])

/** What the grey box says: who works on it and how much time is left until the answer. */
export function faceOf(p: PublicProgress, now: number): Face {
  const open = p.steps.filter((s) => !s.done && s.due)
  const step = open.find((s) => s.kind === 'replied') ?? open[open.length - 1] ?? null
  const kind = p.reply || ended(p.state) ? 'answered' : p.unit_name ? 'working' : 'waiting'
  if (!step?.due) return { kind, step: null, left: 0, rest: 0, tone: '' }
  const began = p.steps.findLast((s) => s.at && ROUND.has(s.kind))?.at ?? p.registered_at
  const [start, due] = [Date.parse(began), Date.parse(step.due)]
  const rest = due - now
  const left = Math.min(1, Math.max(0, rest / Math.max(1, due - start)))
  return { kind, step, left, rest, tone: rest <= 0 ? 'late' : left <= 0.2 || rest <= SOON ? 'soon' : '' }
}

/** The steps that had a time limit; the date of the others says until when. */
const TIMED = new Set(['accepted', 'contacted', 'replied'])

/** The words of a station: what was done and whether in time, or what will be. */
export function stepText(t: T, s: PublicStep, unit: string): string {
  if (!s.done) return tCode('public.todo', s.kind)
  const words = tCode('public.done', s.kind, { unit: s.unit ?? unit })
  if (!s.at || !s.due || !TIMED.has(s.kind)) return words
  const late = Date.parse(s.at) - Date.parse(s.due)
  return words + (late > 0 ? t('public.wasLate', { span: span(t, late) }) : t('public.wasOnTime'))
}

/** Marks each step: the last one done is where it stands now. */
export function line(steps: readonly PublicStep[]): (PublicStep & { mark: '' | 'now' | 'to' })[] {
  const last = steps.findLastIndex((s) => s.done)
  return steps.map((s, i) => ({ ...s, mark: !s.done ? 'to' : i === last && i < steps.length - 1 ? 'now' : '' }))
}
