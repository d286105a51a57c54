import type { PublicProgress, PublicStep } from '@/api/public'
import { SOON } from '@/domain/clock'
import { ended } from '@/domain/ticket'

export interface Face {
  kind: 'waiting' | 'working' | 'answered'
  /** The step whose time is shown, with what is left of it. */
  step: PublicStep | null
  left: number
  rest: number
  tone: '' | 'soon' | 'late'
}

/** What the grey box says: who works on it and how much time is left until the answer. */
export function faceOf(p: PublicProgress, now: number): Face {
  const open = p.steps.filter((s) => !s.done && s.due)
  const step = open.find((s) => s.kind === 'resolve' || s.kind === 'replied' || s.kind === 'reply') ?? open[open.length - 1] ?? null
  const kind = p.reply || ended(p.state) ? 'answered' : p.unit_name ? 'working' : 'waiting'
  if (!step?.due) return { kind, step: null, left: 0, rest: 0, tone: '' }
  const [start, due] = [Date.parse(p.registered_at), Date.parse(step.due)]
  const rest = due - now
  const left = Math.min(1, Math.max(0, rest / Math.max(1, due - start)))
  return { kind, step, left, rest, tone: rest <= 0 ? 'late' : left <= 0.2 || rest <= SOON ? 'soon' : '' }
}

/** Marks each step: the last one done is where it stands now. */
export function line(steps: readonly PublicStep[]): (PublicStep & { mark: '' | 'now' | 'to' })[] {
  const last = steps.findLastIndex((s) => s.done)
  return steps.map((s, i) => ({ ...s, mark: !s.done ? 'to' : i === last && i < steps.length - 1 ? 'now' : '' }))
}
