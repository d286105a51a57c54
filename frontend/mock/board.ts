import type { Board } from '../src/api/board'
import type { Clock, Ticket } from '../src/api/types'
import { START, TICKETS } from './data.ts'

const MINUTE = 60_000
const DAY = 24 * 60
const iso = (minutes: number) => new Date(START + minutes * MINUTE).toISOString()

/** A late ticket of the drawn ladder: step, number, title, clock, unit, town, minutes late. */
function late(level: number, no: string, title: string, kind: Clock['kind'], lead: string, town: string, minutes: number, urgency: Ticket['urgency'] = 'general'): Ticket {
  const base = structuredClone(TICKETS[0]!)
  return {
    ...base, no, title, urgency, state: 'contacted', lead: 'zjj', lead_name: lead, co_units: [], place: { address: town, town },
    clocks: [{ kind, start: iso(-minutes - DAY), due: iso(-minutes), state: 'late', steps: 3 }], current: kind, delivered_at: level === 0 ? iso(-minutes + 9) : undefined,
    overlays: { ...base.overlays, overdue: true, urges: 0, level },
  }
}
const LATE: Ticket[] = [
  late(0, '20261120-0064', '早市散场后垃圾无人清理', 'contact', '区城市管理委', '城东街道', 22 * 60), late(0, '20261115-0055', '双河路路灯不亮一个月', 'resolve', '区城市管理委', '双河镇', 22 * 60),
  late(0, '20261123-0075', '室内 14℃，家有新生儿', 'contact', '惠民热力公司', '柳林镇', 71, 'utility'), late(0, '20261123-0093', '换热站跳闸，整片无暖气', 'accept', '惠民热力公司', '新华街道', 41, 'utility'),
  late(0, '20261123-0081', '暖气片漏水，已自行关阀', 'contact', '东城热力公司', '城关街道', 32, 'utility'), late(0, '20261123-0098', '6 号楼停水，未见通知', 'accept', '示范自来水公司', '学府街道', 24, 'utility'),
  late(1, '20261113-0092', '3 号楼电梯停用 6 天', 'resolve', '区住建委', '双河镇', 2 * DAY), late(1, '20261114-0073', '健身房闭店，会员费退不了', 'resolve', '区市场监管局', '西苑街道', DAY), late(1, '20261114-0031', '路口护栏倒伏无人修', 'resolve', '区交通局', '石桥镇', DAY),
  late(2, '20261106-0066', '村口桥面塌陷，只拉警戒线', 'resolve', '区交通局', '高庄镇', 9 * DAY), late(2, '20261107-0047', '彩钢棚反映后仍在施工', 'resolve', '沙河镇', '沙河镇', 8 * DAY),
  late(3, '20261026-0035', '烟道直排居民窗口，未拆除', 'resolve', '区城市管理委', '滨河街道', 20 * DAY),
]
function asking(no: string, title: string, unit: string, overlay: Partial<Ticket['overlays']>): Ticket {
  const base = structuredClone(TICKETS[0]!)
  return { ...base, no, title, lead_name: unit, lead: 'gr', overlays: { ...base.overlays, overdue: false, level: 0, urges: 0, ...overlay } }
}
const ask = (due: number, reason: string, more = {}) => ({ at: iso(-25), by: '联络员', reason, due: iso(due), ...more })
const RETURNS = [
  asking('20261123-0088', '8 号楼暖气不热', '东城热力公司', { return: ask(5, 'not_area', { basis: '供热分区图 2026 版第 12 片，属城北热力公司', suggested: 'rq' }) }),
  asking('20261123-0071', '小区内车位被占', '区城市管理委', { return: ask(10, 'not_duty', { basis: '小区内车位属物业管理' }) }), asking('20261123-0062', '装修公司不退定金', '公安分局', { return: ask(118, 'other_procedure', { basis: '民事纠纷，建议司法局' }) }),
]
const EXTENSIONS = [
  asking('20261113-0099', '3 号楼电梯停用', '区住建委', { extension: ask(108, '等电梯主板', { days: 5 }) }), asking('20261116-0054', '河水发黑', '区水务局', { extension: ask(3 * DAY + 60, '等检测报告', { days: 3 }) }), asking('20261116-0047', '违法建设', '规划资源分局', { extension: ask(4 * DAY + 60, '等现场测绘', { days: 5 }) }),
]
/** The lanes of the supervisor that the tickets of the work pages do not fill. */
export const LANES: Record<string, Ticket[]> = {
  ...Object.fromEntries([0, 1, 2, 3].map((n) => [`hotline/level/${n}`, LATE.filter((x) => x.overlays.level === n)])),
  'hotline/returns': RETURNS, 'hotline/extensions': EXTENSIONS, 'hotline/late': LATE,
}
const towns: [string, number, number][] = [['高庄镇', 1, 1], ['沙河镇', 2, 1], ['芦荡镇', 1, 0], ['幸福镇', 1, 0], ['南湖镇', 2, 0], ['石桥镇', 3, 1], ['学府街道', 7, 1], ['新华街道', 15, 1], ['西苑街道', 9, 1], ['双河镇', 6, 2], ['永丰镇', 3, 0], ['城关街道', 14, 1], ['滨河街道', 9, 1], ['城东街道', 10, 1], ['柳林镇', 12, 1], ['王庄镇', 5, 0], ['和平镇', 3, 0], ['青石镇', 5, 0]]
const last: [number, string, string, string, Ticket['urgency']][] = [[0, '室内温度不达标', '柳林镇', '惠民热力公司', 'utility'], [-2, '路口信号灯不亮', '城关街道', '公安分局', 'general'], [-5, '预付卡退费', '西苑街道', '区市场监管局', 'general'], [-9, '楼道有燃气味', '新华街道', '示范燃气公司', 'life'], [-11, '商铺占道经营', '城东街道', '区城市管理委', 'general'], [-16, '自来水发黄', '王庄镇', '示范自来水公司', 'utility'], [-18, '换热站停运', '新华街道', '惠民热力公司', 'utility'], [-21, '', '', '', 'general'], [-26, '室内温度不达标', '柳林镇', '惠民热力公司', 'utility'], [-30, '违法搭建', '沙河镇', '沙河镇', 'general']]
const history = [5, 4, 6, 5, 5, 4, 6, 7, 6, 5, 13, 15, 12, 10]

export function board(): Board {
  return {
    at: iso(0), today: { intake: 112, by_channel: { upstream: 109, phone: 2, web: 1 } }, open: 503, open_by: { to_accept: 41, to_contact: 58, working: 332, replied: 72 }, late: 12, late_by: { accept: 2, contact: 3, resolve: 7 },
    rates: { accept: { rate: 98.35, num: 119, den: 121 }, contact: { rate: 97.92, num: 94, den: 96 }, resolve: { rate: 96.43, num: 108, den: 112 }, satisfied: { rate: 93.55, num: 58, den: 62 } },
    yesterday: { intake: 97, open: 471, late: 9, accept_rate: 98.26, contact_rate: 98.98, satisfied_rate: 91.53 }, levels: [6, 3, 2, 1, 0, 0, 0], near: { total: 21, accept: 9, contact: 5, resolve: 7 },
    towns: towns.map(([town, count, l]) => ({ town, count, late: l })), last: last.map(([m, category_name, town, unit_name, urgency]) => ({ at: iso(m), category_name, town, unit_name, urgency })),
    late_history: history.map((n, i) => ({ day: `2026-11-${String([2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19][i]).padStart(2, '0')}`, late: n })),
    findings: [['silent', 6, 4], ['redone', 5, 1], ['unaccepted', 4, 2], ['perfunctory', 3, 3], ['urged', 2, 1], ['returned_twice', 1, 1]].map(([rule, n, units]) => ({ rule: String(rule), count: Number(n), units: ['zjj', 'cgj', 'swj', 'hbj'].slice(0, Number(units)), run: '20261120t063000z', new: Number(n) % 3, gone: 0, at: iso(-31) })),
  }
}

/** What the mock says about the late tickets of the ladder. */
export function ladderEvents(no: string): unknown[] | null {
  const x = LATE.find((k) => k.no === no)
  if (!x) return null
  const event = (at: number, kind: string, data: object) => ({ seq: 1, kind, at: iso(at), actor: { id: '', name: '', role: 'system' }, data, hash: '' })
  const l = x.overlays.level
  return [...(l > 0 ? [event(-9 * DAY, 'escalated', { level: 1 })] : []), ...(l > 1 ? [event(-4 * DAY, 'escalated', { level: 2 })] : []), ...(l > 2 ? [event(-DAY, 'supervised', { level: 3, reason: '11 月 25 日前拆除并复核' })] : [])]
}
export const ladderTicket = (no: string) => [...LATE, ...RETURNS, ...EXTENSIONS].find((x) => x.no === no)
