import type { ActionKind, Role, Ticket } from '@/api/types'
import { useSession } from '@/stores/session'

/** The pages of a role; the first is its home. The server checks again. */
export const HOME: Record<Role, string> = {
  agent: '/desk', dispatcher: '/triage', liaison: '/unit', supervisor: '/supervise', admin: '/admin',
}

export function usePermission() {
  const session = useSession()
  return {
    is: (...roles: Role[]) => session.role !== null && roles.includes(session.role),
    /** May this user take the step now? The server said so with the ticket. */
    may: (ticket: Pick<Ticket, 'actions'> | null, action: ActionKind) => ticket?.actions.includes(action) ?? false,
  }
}
