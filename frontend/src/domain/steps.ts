import type { ActionKind, Role, Ticket } from '@/api/types'
import { clockOf } from './clock'

/** The steps that stand in a row beside the big one; those that are not allowed keep their place, greyed. */
const BESIDE: Record<Role, ActionKind[]> = {
  liaison: ['return', 'extend', 'contact', 'note'],
  dispatcher: ['merge', 'difficult', 'remind', 'note'],
  agent: ['append', 'urge', 'note'],
  supervisor: ['remind', 'designate', 'redo', 'note'],
  admin: ['note'],
}

/** Everything else a ticket may allow lies behind 更多. */
const MORE: ActionKind[] = [
  'dispatch', 'review', 'callback', 'supervise', 'decide-return', 'decide-extension', 'decide-assist', 'ask-assist', 'assist', 'merge', 'unmerge', 'redo', 'reopen', 'close',
  'confer', 'cancel-conference', 'terminate', 'suspend', 'resume', 'exclude', 'difficult', 'designate', 'append', 'urge', 'remind', 'answer', 'decline', 'transfer', 'seal', 'recuse', 'ask', 'spot-check', 'keep-closed', 'attach', 'return-upstream',
]

type Stepped = Pick<Ticket, 'actions' | 'overlays' | 'state' | 'lead' | 'parts' | 'clocks' | 'assist'>

export interface Steps { next: ActionKind | null; beside: ActionKind[]; more: ActionKind[] }

/** The step this role would take now, by where the ticket stands; only what the server allows. */
export function nextStep(role: Role, ticket: Stepped, unit = ''): ActionKind | null {
  const wanted = role === 'liaison' ? unitStep(ticket, unit) : hotlineSteps(role, ticket)
  return wanted.find((a) => ticket.actions.includes(a)) ?? null
}

function unitStep(ticket: Stepped, unit: string): ActionKind[] {
  if (ticket.lead !== unit) {
    const part = ticket.parts.find((p) => p.unit === unit && p.role === 'co')
    return part?.state === 'waiting' ? ['accept'] : part?.state === 'accepted' ? ['part'] : []
  }
  // A granted extension is told before anything else is done.
  if (ticket.overlays.tell && ticket.state !== 'dispatched') return ['contact']
  switch (ticket.state) {
    case 'dispatched': return ['accept']
    // A caller who wants no contact, or cannot have one, is answered at once.
    case 'accepted': return clockOf(ticket.clocks, 'contact', unit)?.state === 'waived' ? ['reply', 'contact'] : ['contact', 'reply']
    case 'contacted': return ['reply']
    default: return []
  }
}

function hotlineSteps(role: Role, ticket: Stepped): ActionKind[] {
  const pending: ActionKind[] = []
  if (role !== 'agent' && ticket.overlays.return) pending.push('decide-return')
  if (role === 'supervisor' && ticket.overlays.extension) pending.push('decide-extension')
  if (role !== 'agent' && ticket.assist) pending.push('decide-assist')
  switch (ticket.state) {
    case 'registered': return role === 'agent' ? [] : [...pending, 'dispatch']
    case 'replied': return [...pending, 'review']
    case 'reviewed': return [...pending, 'callback', 'close']
    default: return role === 'supervisor' && ticket.overlays.overdue ? [...pending, 'supervise'] : pending
  }
}

/** The one next step, those beside it and the rest. */
export function steps(role: Role, ticket: Stepped, unit = ''): Steps {
  const next = nextStep(role, ticket, unit)
  // A unit that is only asked to a conference answers there; nothing else is its own.
  if (role === 'liaison' && ticket.lead !== unit && !ticket.parts.some((p) => p.unit === unit)) return { next: null, beside: [], more: [] }
  const beside = BESIDE[role].filter((a) => a !== next)
  const more = MORE.filter((a) => ticket.actions.includes(a) && a !== next && !beside.includes(a))
  return { next, beside, more }
}

/** The key of a step, the same on every page. */
export const STEP_KEY: Partial<Record<ActionKind, string>> = {
  return: 'r', extend: 'y', note: 'm', contact: 'd', remind: 'c', merge: 'g', difficult: 'h', append: 'f7', urge: 'f6', redo: 'b', designate: 'j',
}
