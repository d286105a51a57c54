import { tab } from '@/domain/storage'

/** The ticket looked at, for this tab only: a code never lies in a URL nor stays on a shared phone. */
export interface Tracked { no: string; code: string }
const STORE = 'hotline.tracked'

export function keepTracked(ticket: Tracked | null): void {
  if (ticket) tab.set(STORE, JSON.stringify({ no: ticket.no, code: ticket.code }))
  else tab.remove(STORE)
}

export function readTracked(): Tracked | null {
  try {
    return JSON.parse(tab.get(STORE) ?? 'null') as Tracked | null
  } catch {
    return null
  }
}
