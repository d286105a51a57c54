import type { ActionKind, Role, Ticket } from '@/api/types'

/** The order in which a role would take the next step, first allowed one wins. */
const NEXT: Record<Role, ActionKind[]> = {
  liaison: ['accept', 'contact', 'reply', 'part'],
  dispatcher: ['decide-return', 'decide-extension', 'dispatch', 'review'],
  agent: ['callback'],
  supervisor: ['decide-return', 'decide-extension', 'review', 'supervise'],
  admin: [],
}

/** The steps that stand in a row beside the big one; those without a right keep their place, greyed. */
const BESIDE: Record<Role, ActionKind[]> = {
  liaison: ['return', 'extend', 'remind', 'note'],
  dispatcher: ['merge', 'difficult', 'remind', 'note'],
  agent: ['append', 'urge', 'note'],
  supervisor: ['remind', 'designate', 'redo', 'note'],
  admin: ['note'],
}

/** Everything else a ticket may allow lies behind 更多. */
const MORE: ActionKind[] = [
  'dispatch', 'withdraw', 'review', 'supervise', 'merge', 'redo', 'reopen', 'close', 'terminate', 'suspend', 'resume',
  'exclude', 'difficult', 'designate', 'append', 'urge', 'remind', 'answer', 'decline', 'transfer',
]

export interface Steps { next: ActionKind | null; beside: ActionKind[]; more: ActionKind[] }

/** The one next step, those beside it and the rest, for a role and what the server allows now. */
export function steps(role: Role, ticket: Pick<Ticket, 'actions' | 'overlays'>): Steps {
  const may = (a: ActionKind) => ticket.actions.includes(a)
  const next = NEXT[role].find((a) => may(a)) ?? null
  const beside = BESIDE[role].filter((a) => a !== next)
  const more = MORE.filter((a) => may(a) && a !== next && !beside.includes(a))
  return { next, beside, more }
}

/** The key of a step, the same on every page. */
export const STEP_KEY: Partial<Record<ActionKind, string>> = {
  return: 'r', extend: 'y', note: 'm', remind: 'c', merge: 'g', difficult: 'h', append: 'f7', urge: 'f6',
}
