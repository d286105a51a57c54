import type { User } from '../src/api/types'
import { board, ladderEvents, ladderTicket, LANES } from './board.ts'
import { explain, MONTH, tryRates } from './scores.ts'
import { START } from './data.ts'
import { model } from './model.ts'
import { insight } from './insight.ts'

type Answer = [status: number, value: unknown]
const MINUTE = 60_000
const iso = (minutes: number) => new Date(START + minutes * MINUTE).toISOString()

/** The citizens' ticket of the drawn pages. */
const progress = {
  no: '20261123-0112', state: 'contacted', title: '柳林新苑 6 号楼室温不足', registered_at: iso(-56), unit_name: '惠民热力公司', may_rate: false,
  steps: [
    { kind: 'registered', at: iso(-56), text: '', done: true },
    { kind: 'dispatched', at: iso(-55), text: '', done: true },
    { kind: 'accepted', at: iso(-47), due: iso(-26), text: '', done: true },
    { kind: 'contacted', at: iso(-2), due: iso(60), text: '今晚 18:30 上门测温，同时查二次网压力。', done: true },
    { kind: 'replied', text: '', done: false, due: iso(23 * 60 + 2) },
    { kind: 'closed', text: '', done: false },
  ],
}

/** The reports, the administration and the citizens' side of the stand-in server; null for what it does not know. */
export function reports(method: string, path: string, query: URLSearchParams, body: Record<string, any>, user: User | null): Answer | null {
  if (path.startsWith('/public/')) return citizen(method, path, query, body)
  const hot = method === 'GET' ? insight(path, query) : null
  if (hot) return hot
  const routing = model(path, body)
  if (routing) return routing
  if (path === '/briefs') return [200, { items: ['2026-11', '2026-10', '2026-09'].map((month) => ({ month, stage: 'auto', recipients: 0, receipts: 0, read: false })) }]
  const score = /^\/scores\/([\d-]+)(?:\/(\w+))?$/.exec(path)
  if (score) {
    if (score[2] === 'close') return [200, { ...MONTH, published_at: iso(0) }]
    const value = score[2] ? explain(score[2]) : score[1] === '2026-09' ? { ...MONTH, groups: [] } : { ...MONTH, month: score[1] }
    return value ? [200, value] : [404, { status: 404, code: 'not_found' }]
  }
  if (/^\/schemes\/\w+\/try$/.test(path)) return [200, tryRates(body.rates, body.findings)]
  if (path === '/board') return [200, board()]
  if (path === '/tickets' && method === 'GET') {
    const rows = user?.role === 'supervisor' ? LANES[query.get('queue') ?? ''] : undefined
    return rows ? [200, { items: rows, next: null }] : null
  }
  const [, first, no = '', rest] = path.split('/')
  const ticket = first === 'tickets' ? ladderTicket(no) : undefined
  if (!ticket) return null
  if (method === 'GET') return [200, rest === 'events' ? { items: ladderEvents(no) ?? [], intact: true } : ticket]
  for (const lane of Object.values(LANES)) lane.splice(0, lane.length, ...lane.filter((x) => x.no !== no))
  return [200, ticket]
}

function citizen(method: string, path: string, query: URLSearchParams, body: Record<string, any>): Answer | null {
  if (path === '/public/tickets') return [201, { no: '20261123-0112', code: '7K39QF' }]
  if (path === '/public/tickets/20261123-0112' && method === 'GET') {
    return query.get('code') === '7K39QF' ? [200, progress] : [404, { status: 404, code: 'not_found', title: '没有找到' }]
  }
  if (path.endsWith('/urge')) return [200, progress]
  if (path.endsWith('/append')) {
    Object.assign(progress, { state: 'replied', may_rate: true, reply: { text: '二次网压力偏低，已更换 6 号楼入口阀门。9:40 测温 20.5 度。', at: iso(0) } })
    return [200, progress]
  }
  if (path.endsWith('/rating')) return [200, Object.assign(progress, { may_rate: false, rating: { resolved: body.resolved, satisfied: body.satisfied, at: iso(0) } })]
  return null
}
