import type { NewTicket, Ticket } from '../src/api/types.ts'
import type { Stand } from './harness.ts'
import { REPLY, STREET_LAMP, ticketFor } from './matters.ts'

export const UNIT = 'chengguanju'
export const EVIDENCE = '23日上午更换灯具三盏，社区网格员在场见证，并拍照签字。'

/** A ticket whose unit has it in hand. */
export async function inHand(stand: Stand, more: Partial<NewTicket> = {}): Promise<Ticket> {
  const [agent, unit] = await Promise.all([stand.account('agent'), stand.account(`liaison-${UNIT}`)])
  const { no } = await agent.log(ticketFor(UNIT, more))
  await unit.act(no, 'accept')
  if (!more.caller?.anonymous) await unit.act(no, 'contact', { method: 'phone', reached: true, note: '' })
  return agent.ticket(no)
}

/** The unit replies and the dispatcher passes it. */
export async function answered(stand: Stand, no: string): Promise<Ticket> {
  const [dispatcher, unit] = await Promise.all([stand.account('dispatcher'), stand.account(`liaison-${UNIT}`)])
  await unit.act(no, 'reply', { text: REPLY, resolved: true, override: STREET_LAMP.text, evidence: EVIDENCE })
  return dispatcher.act(no, 'review', { pass: true, reason: '' })
}

/** What the citizen does with number and code. */
export async function citizen(stand: Stand, ticket: Ticket, what: string, body: object): Promise<Response> {
  return fetch(`${stand.server.url}/api/v1/public/tickets/${ticket.no}/${what}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code: ticket.code, ...body }),
  })
}
