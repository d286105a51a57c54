/** A small client of the hotline's API: fetch, and the types that are generated from /openapi.json. See README.md. */
import type { components } from '../../../frontend/src/api/schema'

type Schemas = components['schemas']
export type Ticket = Schemas['Ticket']
export type Intake = Schemas['IntakeForm']
export type Problem = Schemas['Problem']

/** An error of the server: `code` says what, `errors` says which field and why. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`)
  }
}

const DONE: Ticket['state'][] = ['closed', 'answered', 'declined', 'transferred', 'merged', 'terminated']

export class Hotline {
  constructor(private readonly base: string, private readonly token: string) {}

  /** Logs a demand. The key makes a repetition harmless: it gives the ticket of the first time. */
  log(demand: Intake, key: string): Promise<Ticket> {
    return this.send<Ticket>('POST', '/api/v1/tickets', demand, { 'Idempotency-Key': key })
  }

  read(no: string): Promise<Ticket> {
    return this.send<Ticket>('GET', `/api/v1/tickets/${encodeURIComponent(no)}`)
  }

  /** Gives each new state until the ticket is done. */
  async *follow(no: string, everyMs = 5000, signal?: AbortSignal): AsyncGenerator<Ticket> {
    for (let state = ''; !signal?.aborted; await new Promise((resolve) => setTimeout(resolve, everyMs))) {
      const ticket = await this.read(no)
      if (ticket.state !== state) yield ticket
      state = ticket.state
      if (DONE.includes(ticket.state)) return
    }
  }

  private async send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(this.base + path, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (!response.ok) throw new Refused((await response.json()) as Problem)
    return (await response.json()) as T
  }
}

/** Is the delivery of a webhook the hotline's? `body` is the text as it was received. */
export async function verify(header: string, secret: string, body: string, nowMs = Date.now()): Promise<boolean> {
  const part = Object.fromEntries(header.split(',').map((p) => p.trim().split('=', 2) as [string, string]))
  const { t = '', v1 = '' } = part
  if (!/^\d+$/.test(t) || !/^[0-9a-f]{64}$/.test(v1) || Math.abs(nowMs - Number(t) * 1000) > 300_000) return false
  const text = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', text.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  const given = Uint8Array.from(v1.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16))
  return crypto.subtle.verify('HMAC', key, given, text.encode(`${t}.${body}`))
}
