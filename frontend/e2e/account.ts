import type { ActionKind, NewTicket, Ticket } from '../src/api/types.ts'

export const PASSWORD = 'hotline-demo'

/** Somebody who works through the API, where a test is not about the page. */
export class Account {
  private constructor(private readonly base: string, readonly username: string, readonly cookie: string, private readonly csrf: string) {}

  static async signIn(server: string, username: string): Promise<Account> {
    const base = `${server}/api/v1`
    const response = await fetch(`${base}/session`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password: PASSWORD }),
    })
    const body = await read<{ csrf: string }>(response)
    const cookie = response.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ')
    return new Account(base, username, cookie, body.csrf)
  }

  async get<T>(path: string): Promise<T> {
    return read<T>(await fetch(this.base + path, { headers: { Cookie: this.cookie } }))
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.send<T>('POST', path, body)
  }

  async send<T>(method: string, path: string, body: unknown): Promise<T> {
    const headers = { Cookie: this.cookie, 'Content-Type': 'application/json', 'X-CSRF-Token': this.csrf }
    return read<T>(await fetch(this.base + path, { method, headers, body: JSON.stringify(body) }))
  }

  ticket(no: string): Promise<Ticket> {
    return this.get<Ticket>(`/tickets/${no}`)
  }

  log(ticket: NewTicket): Promise<Ticket> {
    return this.post<Ticket>('/tickets', ticket)
  }

  act(no: string, action: ActionKind, body: unknown = {}): Promise<Ticket> {
    return this.post<Ticket>(`/tickets/${no}/${action}`, body)
  }
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`)
  return (text ? JSON.parse(text) : null) as T
}
