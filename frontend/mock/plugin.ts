import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ActionKind, Clock, State, Ticket, TicketEvent, User } from '../src/api/types'
import { duplicates, merges } from './merges.ts'
import { reports } from './reports.ts'
import { CATEGORIES, eventsOf, GAS, HEAT, START, TICKETS, TOWNS, UNITS, USERS } from './data.ts'

/** A stand-in server for `npm run dev:mock`: one district in memory, at the moment of the drawn pages. It is never built. */
export function mock(): Plugin {
  const boot = Date.now()
  const now = () => START + (Date.now() - boot)
  const iso = (ms = now()) => new Date(ms).toISOString()
  const logs = new Map<string, TicketEvent[]>()
  const sockets = new Set<WebSocket>()
  const merged = new Map<string, State>()
  const dismissed = new Set<string>()
  let user: User | null = null
  let serial = 60
  let feed = 57

  const log = (x: Ticket) => logs.get(x.no) ?? (logs.set(x.no, eventsOf(x)), logs.get(x.no)!)
  const NEXT: Partial<Record<State, ActionKind[]>> = {
    registered: ['dispatch', 'difficult', 'merge', 'answer', 'decline'], dispatched: ['accept', 'return'], accepted: ['contact', 'return'], contacted: ['reply', 'extend'], replied: ['review'], reviewed: ['callback'],
  }
  const BY: Record<string, ActionKind[]> = { liaison: ['accept', 'contact', 'reply', 'return', 'extend', 'part'], dispatcher: ['dispatch', 'review', 'difficult', 'merge', 'decide-return'], agent: ['callback', 'urge', 'append', 'answer', 'decline'], supervisor: ['review', 'supervise', 'remind'], admin: [] }
  const allowed = (x: Ticket): ActionKind[] => {
    const mine = BY[user?.role ?? 'admin'] ?? []
    const list = (NEXT[x.state] ?? []).filter((a) => mine.includes(a))
    if (x.overlays.return && mine.includes('decide-return')) list.unshift('decide-return')
    if (x.state !== 'closed' && user?.role === 'agent') list.push('urge', 'append')
    if (x.state === 'merged' && mine.includes('merge')) list.push('unmerge')
    return [...list, 'note', 'reveal']
  }
  const out = (x: Ticket): Ticket => ({ ...x, actions: allowed(x) })
  const current = (x: Ticket) => x.clocks.find((c) => c.kind === x.current)
  const lane = (x: Ticket, queue: string): boolean => {
    const [where, name] = queue.split('/')
    if (where === 'hotline') {
      return ({ triage: x.state === 'registered' && !x.overlays.difficult, returns: !!x.overlays.return, extensions: !!x.overlays.extension, difficult: x.overlays.difficult, review: x.state === 'replied', callback: x.state === 'reviewed', open: x.state !== 'closed', late: x.overlays.overdue } as Record<string, boolean>)[name ?? ''] ?? false
    }
    const unit = where?.slice(5) ?? ''
    if (x.lead !== unit && !x.co_units.includes(unit)) return false
    const open = ['dispatched', 'accepted', 'contacted'].includes(x.state)
    return ({ open, to_accept: x.state === 'dispatched', to_contact: x.state === 'accepted', working: x.state === 'contacted', attention: x.overlays.redo > 0, closed: x.state === 'closed' } as Record<string, boolean>)[name ?? ''] ?? false
  }
  const push = (kind: string, x: Ticket) => {
    const frame = JSON.stringify({ type: 'frame', id: ++feed, kind, no: x.no, version: x.version, state: x.state, urgency: x.urgency, title: x.title, at: iso(), unit: x.lead })
    for (const s of sockets) s.send(frame)
  }
  const meet = (x: Ticket, kind: Clock['kind']) => {
    const c = x.clocks.find((k) => k.kind === kind)
    if (c) Object.assign(c, { met_at: iso(), state: 'met' })
    x.current = x.clocks.find((k) => !k.met_at)?.kind
  }
  const start = (x: Ticket, kind: Clock['kind'], minutes: number) => {
    x.clocks.push({ kind, start: iso(), due: iso(now() + minutes * 60_000), state: 'running', steps: 0 })
    x.current = x.clocks.find((k) => !k.met_at)?.kind
  }

  function step(x: Ticket, action: ActionKind, body: Record<string, any>): Ticket {
    const kinds: Partial<Record<ActionKind, TicketEvent['kind']>> = { accept: 'accepted', contact: 'contacted', reply: 'replied', dispatch: 'dispatched', note: 'noted', reveal: 'revealed', return: 'returned', review: 'reviewed', callback: 'called_back', 'decide-return': 'return_decided', extend: 'extended', urge: 'urged', append: 'appended' }
    if (action === 'accept') { x.state = 'accepted'; meet(x, 'accept') }
    if (action === 'contact') { x.state = 'contacted'; meet(x, 'contact') }
    if (action === 'reply') { x.state = 'replied'; x.reply = { text: body.text, resolved: body.resolved, at: iso(), by: x.lead_name ?? '' }; meet(x, 'resolve'); start(x, 'review', 480) }
    if (action === 'review') { x.state = body.pass ? 'reviewed' : 'contacted'; meet(x, 'review') }
    if (action === 'callback') { x.state = body.satisfied ? 'closed' : 'contacted'; x.callbacks.push({ at: iso(), ...body } as any) }
    const master = TICKETS.find((k) => k.no === (body.into ?? x.merged_into))
    if (action === 'merge' && master) { merged.set(x.no, x.state); x.state = 'merged'; x.merged_into = master.no; master.children = [...(master.children ?? []), { no: x.no, title: x.title }]; master.overlays.merged++ }
    if (action === 'unmerge' && master) { x.state = merged.get(x.no) ?? 'registered'; delete x.merged_into; master.children = master.children?.filter((c) => c.no !== x.no); master.overlays.merged-- }
    if (action === 'urge') x.overlays.urges++
    if (action === 'difficult') x.overlays.difficult = true
    if (action === 'return') x.overlays.return = { at: iso(), by: user?.name ?? '', due: iso(now() + 3e6), reason: body.reason, ...body }
    if (action === 'decide-return') delete x.overlays.return
    if (action === 'dispatch' || action === 'designate' || (action === 'decide-return' && body.approve && x.state !== 'registered')) {
      x.lead = body.lead ?? 'hbj'; x.lead_name = UNITS.find((u) => u.code === x.lead)?.name; x.co_units = body.co_units ?? []; x.state = 'dispatched'
      meet(x, 'dispatch'); start(x, 'accept', 30); start(x, 'contact', 120); start(x, 'resolve', 1440); x.current = 'accept'
    }
    x.version++
    log(x).push({ seq: log(x).length + 1, kind: kinds[action] ?? 'noted', at: iso(), actor: { id: user?.username ?? '', name: user?.name ?? '', role: user?.role ?? 'agent' }, data: body, hash: '' })
    push(kinds[action] ?? action, x)
    if (action === 'reveal') return { ...out(x), caller: { ...x.caller, masked: false, name: '张示例', phone: '13800001234', address: '阳光花园 3 号楼 2 单元 501' } }
    return out(x)
  }

  function register(body: Record<string, any>): Ticket {
    const x: Ticket = structuredClone(TICKETS.find((k) => k.no === '20261123-0043')!)
    Object.assign(x, { no: `20261123-00${serial++}`, title: body.title, text: body.text, type: body.type, urgency: body.urgency, place: body.place, state: 'dispatched', version: 1, registered_at: iso() })
    x.clocks = []
    start(x, 'accept', 30); start(x, 'contact', 120); start(x, 'resolve', 1440)
    x.current = 'accept'
    TICKETS.push(x)
    push('dispatched', x)
    return out(x)
  }

  function route(method: string, url: URL, body: Record<string, any>): [number, unknown] {
    const path = url.pathname.replace('/api/v1', '')
    const missing: [number, unknown] = [404, { code: 'not_found', title: 'not found', status: 404 }]
    if (path === '/session' && method === 'POST') {
      user = USERS[body.username] ?? null // the cookie is set by serve
      return user && body.password ? [200, { user, csrf: 'x' }] : [401, { code: 'unauthorized', status: 401 }]
    }
    if (path === '/session' && method === 'DELETE') { user = null; return [204, null] }
    const report = reports(method, path, url.searchParams, body, user)
    if (report && (user || path.startsWith('/public/'))) return report
    if (!user) return [401, { code: 'unauthorized', status: 401 }]
    if (path === '/session') return [200, { user, csrf: 'x' }]
    if (path === '/units') return [200, { items: UNITS }]
    if (path === '/categories') return [200, { items: CATEGORIES }]
    if (path === '/towns') return [200, { items: TOWNS }]
    if (path === '/time') return [200, { now: iso() }]
    if (path === '/queues') {
      const names = [...['open', 'to_accept', 'to_contact', 'working', 'attention', 'closed'].map((n) => `unit:${user!.unit}/${n}`), ...['triage', 'returns', 'extensions', 'difficult', 'review', 'callback', 'open', 'late'].map((n) => `hotline/${n}`)]
      return [200, { queues: Object.fromEntries(names.map((n) => [n, TICKETS.filter((x) => lane(x, n)).length])) }]
    }
    if (path.startsWith('/merges/')) { dismissed[method === 'DELETE' ? 'delete' : 'add'](path.split('/')[2] ?? ''); return [204, null] }
    if (path === '/merges') return [200, { items: merges(TICKETS).filter((g) => !dismissed.has(g.id)), now: iso() }]
    if (path === '/callers/lookup') return [200, { calls_90d: 4, name: '张**', items: TICKETS.slice(0, 3) }]
    if (path === '/suggest') {
      const gas = /燃气|煤气/.test(body.text)
      return [200, { category: { code: 'CJ-GR-01', name: '室温不达标', path: gas ? ['城乡建设', '燃气', '疑似泄漏'] : ['城乡建设', '供热', '室温不达标'] }, title: String(body.text).slice(0, 20), town: '幸福镇', urgency: gas ? 'life' : 'utility', candidates: gas ? GAS : HEAT,
        duplicates: gas ? [] : duplicates(),
        ...(gas ? { advice: { kind: 'emergency', number: '119', say: '请来电人：不开关电器、不点火，立即到楼外，在楼外打电话。', route: '119' } } : {}), clocks: [{ kind: 'accept', due: iso(now() + 18e5) }, { kind: 'contact', due: iso(now() + 72e5) }] }]
    }
    if (path === '/tickets' && method === 'POST') return [201, register(body)]
    if (path === '/tickets') {
      const q = Object.fromEntries(url.searchParams)
      const items = TICKETS.filter((x) => (!q.queue || lane(x, q.queue)) && (!q.q || x.title.includes(q.q) || x.no.includes(q.q)) && (!q.state || q.state.split(',').includes(x.state)))
        .sort((a, b) => Date.parse(current(a)?.due ?? '2099') - Date.parse(current(b)?.due ?? '2099'))
      return [200, { items: items.map((x) => ({ ...out(x), ...(x.overlays.return ? { why: x.overlays.return.reason } : x.state === 'registered' ? { why: x.routing?.why } : {}) })), next: null }]
    }
    const [, , no, action] = path.split('/')
    const x = TICKETS.find((k) => k.no === no)
    if (!path.startsWith('/tickets/') || !x) return missing
    if (action === 'events') return [200, { items: log(x), intact: true }]
    return action ? [200, step(x, action as ActionKind, body)] : [200, out(x)]
  }

  async function serve(req: IncomingMessage, res: ServerResponse, next: () => void) {
    if (!req.url?.startsWith('/api/')) return next()
    let text = ''
    for await (const chunk of req) text += String(chunk)
    user = USERS[/mock=(\w+)/.exec(req.headers.cookie ?? '')?.[1] ?? ''] ?? null
    const [status, value] = route(req.method ?? 'GET', new URL(req.url, 'http://x'), text ? JSON.parse(text) : {})
    res.writeHead(status, { 'Content-Type': 'application/json', 'X-Server-Time': iso(), 'Set-Cookie': `mock=${(user as User | null)?.username ?? ''}; Path=/; HttpOnly` })
    res.end(value === null ? '' : JSON.stringify(value))
  }

  return {
    name: 'hotline-mock',
    configureServer(server) {
      server.middlewares.use((req, res, next) => void serve(req, res, next))
      const hub = new WebSocketServer({ noServer: true })
      server.httpServer?.on('upgrade', (req, socket, head) => {
        if (!req.url?.startsWith('/api/v1/ws')) return
        hub.handleUpgrade(req, socket as never, head, (ws) => {
          sockets.add(ws)
          ws.on('close', () => sockets.delete(ws))
          ws.send(JSON.stringify({ type: 'hello', recipient: new URL(req.url ?? '', 'http://mock').searchParams.get('feed'), last: feed, now: iso() }))
        })
      })
    },
  }
}
