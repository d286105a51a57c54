import type { Category, Clock, Ticket, TicketEvent, Unit, User } from '../src/api/types'

/** The moment of the drawn pages: Monday 2026-11-23, 10:01 in the district. */
export const START = Date.parse('2026-11-23T10:01:00+08:00')

export const USERS: Record<string, User> = {
  agent: { name: '话务员 0817', username: 'agent', role: 'agent', unit: '' },
  dispatcher: { name: '派单员 李**', username: 'dispatcher', role: 'dispatcher', unit: '' },
  liaison: { name: '联络员 李**', username: 'liaison', role: 'liaison', unit: 'zjj', unit_name: '区住房和城乡建设局' },
  supervisor: { name: '督办员 王**', username: 'supervisor', role: 'supervisor', unit: '' },
  admin: { name: '管理员', username: 'admin', role: 'admin', unit: '' },
}
export const UNITS: Unit[] = [
  { code: 'zjj', name: '区住房和城乡建设局', short: '区住建局', group: 'bureau', active: true },
  { code: 'cgj', name: '区城市管理局', short: '区城管局', group: 'bureau', active: true },
  { code: 'swj', name: '区水务局', short: '区水务局', group: 'bureau', active: true },
  { code: 'hbj', name: '区生态环境局', short: '区生态环境局', group: 'bureau', active: true },
  { code: 'xfz', name: '幸福镇人民政府', short: '幸福镇', group: 'town', active: true },
  { code: 'gr', name: '示范供热公司', short: '示范供热公司', group: 'company', active: true },
  { code: 'rq', name: '示范燃气公司', short: '示范燃气公司', group: 'company', active: true },
]
export const CATEGORIES: Category[] = [
  { code: 'CJ', name: '城乡建设' }, { code: 'CJ-GR', name: '供热', parent: 'CJ' }, { code: 'CJ-GR-01', name: '室温不达标', parent: 'CJ-GR' },
  { code: 'CJ-RQ', name: '燃气', parent: 'CJ' }, { code: 'HJ', name: '生态环境' }, { code: 'HJ-01', name: '水环境', parent: 'HJ' },
]
export const TOWNS = ['幸福镇', '和平镇', '南湖镇', '城东街道', '学府街道']

const at = (s: string) => new Date(`2026-${s}:00+08:00`).toISOString()
const clock = (kind: Clock['kind'], start: string, due: string, met?: string): Clock => ({
  kind, start: at(start), due: at(due), state: met ? 'met' : Date.parse(at(due)) < START ? 'late' : 'running', steps: 0, ...(met ? { met_at: at(met) } : {}),
})

interface Seed {
  no: string; title: string; town: string; urgency?: Ticket['urgency']; state?: Ticket['state']; clocks: Clock[]; current?: Clock['kind']
  text?: string; lead?: string; co?: string[]; over?: Partial<Ticket['overlays']>; cat?: string; type?: Ticket['type']; up?: boolean; calls?: number; address?: string
  routing?: Ticket['routing']
}

function ticket(s: Seed): Ticket {
  const lead = s.lead ?? 'zjj'
  const name = (code: string) => UNITS.find((u) => u.code === code)?.name ?? code
  const state = s.state ?? 'contacted'
  return {
    no: s.no, code: '7Q4K2', state, type: s.type ?? 'help', channel: s.up ? 'upstream' : 'phone', urgency: s.urgency ?? 'general', title: s.title, text: s.text ?? s.title,
    category: 'CJ-GR-01', category_name: s.cat ?? '供热', place: { address: s.address ?? s.title.slice(0, 8), town: s.town, lon: 116.4, lat: 39.9 },
    caller: { name: '张**', phone: '138****1234', masked: true, anonymous: false, confidential: false, wants_reply: true, calls_90d: s.calls },
    ...(state === 'registered' ? {} : { lead, lead_name: name(lead) }), co_units: s.co ?? [],
    parts: state === 'registered' ? [] : [
      { unit: lead, unit_name: name(lead), role: 'lead' as const, state: state === 'dispatched' ? 'waiting' as const : 'accepted' as const },
      ...(s.co ?? []).map((c, i) => ({ unit: c, unit_name: name(c), role: 'co' as const, state: i === 0 ? 'accepted' as const : 'waiting' as const })),
    ],
    clocks: s.clocks, current: s.current ?? s.clocks.find((c) => !c.met_at)?.kind,
    overlays: { overdue: false, returns: 0, redo: 0, level: 0, urges: 0, difficult: false, designated: false, dispatches: 1, merged: 0, heat: 1, deemed: false, ping_pong: false, conference: '' as const, ...s.over },
    routing: s.routing ?? { decision: 'auto', rule: 'GR-0302', category: 'CJ-GR-01', catalogue_version: '12', threshold: 0.97, candidates: HEAT },
    ...(s.up ? { upstream: { platform: '市平台', no: 'SZ20261116021' } } : {}), callbacks: [], actions: [], policy_version: '3', calendar_version: '2026', version: 3,
    registered_at: at(s.no.slice(4, 6) + '-' + s.no.slice(6, 8) + 'T09:42'), updated_at: at('11-23T09:43'),
  }
}
export const HEAT: Ticket['routing'] extends infer R ? NonNullable<R> extends { candidates: infer C } ? C : never : never = [
  { unit: 'zjj', unit_name: '区住房和城乡建设局', score: 0.98, role: 'lead', reasons: [{ kind: 'rule', text: '派单目录 GR-0302：供热故障', ref: 'GR-0302' }, { kind: 'words', text: '暖气不热、12 度、供热公司' }, { kind: 'history', text: '近 90 天同类 16 件，退单 0 件' }],
    similar: [{ no: '20261122-0071', title: '阳光花园5号楼室温只有14度', outcome: 'kept', unit_name: '区住建局', registered_at: at('11-22T19:20') }, { no: '20261118-0016', title: '和顺小区换热站停运，三栋楼没有暖气，老人孩子多，请尽快恢复', outcome: 'redispatched', unit_name: '区住建局', registered_at: at('11-18T08:05') }, { no: '20261116-0090', title: '金桥家园顶层暖气不热', outcome: 'open', unit_name: '示范供热公司', registered_at: at('11-16T21:12') }] },
  { unit: 'gr', unit_name: '示范供热公司', score: 0.02, role: 'co', reasons: [{ kind: 'guard', text: '企业不作供热类主办；抢修由它到场' }] },
  { unit: 'xfz', unit_name: '幸福镇人民政府', score: 0, role: 'barred', reasons: [{ kind: 'guard', text: '供热属部门专属事项，不下派镇街；可协办看望老人' }] },
]
export const GAS: typeof HEAT = [
  { unit: 'zjj', unit_name: '区住房和城乡建设局', score: 0.58, role: 'lead', reasons: [{ kind: 'rule', text: '派单目录 RQ-0101 燃气安全', ref: 'RQ-0101' }, { kind: 'area', text: '燃气行业主管，可指定抢修企业' }, { kind: 'words', text: '燃气味、不归他们管' }, { kind: 'guard', text: 'A 岗在线，通常 4 分钟接单' }],
    similar: [{ no: '20261102-0059', title: '幸福里9号楼燃气表漏气', outcome: 'kept', unit_name: '区住建局', registered_at: '' }, { no: '20260930-0104', title: '幸福里北区停气无人认', outcome: 'kept', unit_name: '区住建局', registered_at: '' }, { no: '20260811-0018', title: '金桥家园楼道燃气味', outcome: 'kept', unit_name: '区住建局', registered_at: '' }] },
  { unit: 'rq', unit_name: '示范燃气公司', score: 0.31, role: 'lead', reasons: [{ kind: 'rule', text: '派单目录 RQ-0104 入户抢修', ref: 'RQ-0104' }, { kind: 'area', text: '供气合同范围：幸福里南区' }, { kind: 'words', text: '燃气味、表箱、抢修' }, { kind: 'history', text: '北区曾退 2 次' }],
    similar: [{ no: '20261018-0067', title: '幸福里3号楼闻到燃气味', outcome: 'kept', unit_name: '示范燃气公司', registered_at: '' }, { no: '20260930-0099', title: '幸福里北区燃气味', outcome: 'returned', unit_name: '示范燃气公司', registered_at: '' }] },
  { unit: 'xfz', unit_name: '幸福镇人民政府', score: 0.07, role: 'co', reasons: [{ kind: 'area', text: '属地，仅协办' }, { kind: 'guard', text: '燃气类为部门专属，不下派镇街' }, { kind: 'words', text: '幸福里、居民' }],
    similar: [{ no: '20261102-0059', title: '幸福里9号楼燃气表漏气', outcome: 'kept', unit_name: '幸福镇', registered_at: '' }] },
]
const acc = (start: string, due: string, met?: string) => clock('accept', start, due, met)
const con = (start: string, due: string, met?: string) => clock('contact', start, due, met)
const res = (start: string, due: string) => clock('resolve', start, due)
const HEATING = '家里暖气从昨晚 8 点开始不热，现在室内只有 12 度。家中有一位 78 岁老人，行动不便，昨晚一夜没睡好。楼里好几户都一样，给供热公司打电话一直占线，要求尽快派人来修，修之前能不能先给老人想想办法。'
const met2 = (d: string) => [acc(`${d}T09:42`, `${d}T17:30`, `${d}T10:17`), con(`${d}T09:42`, `${d}T17:30`, `${d}T11:20`)]

export const TICKETS: Ticket[] = [
  ticket({ no: '20261113-0052', title: '金桥家园7号楼外墙保温层脱落，已三次反映未处理', town: '和平镇', clocks: [...met2('11-13'), res('11-13T09:42', '11-20T17:30')], over: { urges: 1, overdue: true, level: 2 } }),
  ticket({ no: '20261123-0013', title: '锦绣里3号楼整栋停水，物业称水泵损坏待修', town: '城东街道', urgency: 'utility', state: 'accepted', clocks: [acc('11-23T07:10', '11-23T07:40', '11-23T07:30'), con('11-23T07:10', '11-23T09:19'), res('11-23T07:10', '11-24T07:10')] }),
  ticket({ no: '20261123-0043', title: '阳光花园3号楼2单元暖气不热，家有78岁老人', town: '幸福镇', urgency: 'utility', state: 'dispatched', text: HEATING, address: '阳光花园 3 号楼 2 单元 501', co: ['gr', 'xfz'], calls: 4, clocks: [acc('11-23T09:42', '11-23T10:12'), con('11-23T09:42', '11-23T11:42'), res('11-23T09:42', '11-24T09:42')] }),
  ticket({ no: '20261123-0019', title: '福星家园全楼停热，换热站跳闸后一直未恢复', town: '城东街道', urgency: 'utility', state: 'accepted', clocks: [acc('11-23T08:39', '11-23T09:09', '11-23T08:50'), con('11-23T08:39', '11-23T10:39'), res('11-23T08:39', '11-24T08:39')], over: { merged: 6 } }),
  ticket({ no: '20261123-0036', title: '幸福里12号楼楼道有燃气味，居民已撤到楼下', town: '幸福镇', urgency: 'life', state: 'accepted', cat: '燃气', clocks: [acc('11-23T09:43', '11-23T09:58', '11-23T09:50'), con('11-23T09:43', '11-23T10:43'), res('11-23T09:43', '11-23T21:43')] }),
  ticket({ no: '20261116-0028', title: '学府花园地下车库长期积水，车辆无法通行', town: '学府街道', up: true, clocks: [...met2('11-16'), res('11-22T04:00', '11-23T15:11')] }),
  ticket({ no: '20261116-0031', title: '物业费上涨未经业主大会表决', town: '南湖镇', lead: 'cgj', co: ['zjj'], clocks: [...met2('11-16'), res('11-16T17:30', '11-23T17:30')] }),
  ticket({ no: '20261116-0039', title: '安泰家园消防通道被地锁占用，要求拆除', town: '和平镇', clocks: [...met2('11-16'), res('11-16T17:30', '11-23T17:30')] }),
  ticket({ no: '20261120-0135', title: '和顺小区电梯一周内困人两次，物业未报修', town: '和平镇', state: 'dispatched', clocks: [acc('11-21T09:00', '11-23T17:30'), con('11-21T09:00', '11-24T17:30'), res('11-21T09:00', '11-27T17:30')] }),
  ticket({ no: '20261120-0126', title: '咨询老旧小区加装电梯需要多少户同意', town: '学府街道', type: 'consult', clocks: [...met2('11-20'), res('11-20T17:30', '11-23T17:30')] }),
  ...['建议在学府路天桥加装无障碍坡道', '装修公司收取定金后失联，要求协调退款', '福星家园二期绿地被改为收费停车位', '公积金缴存证明与购房资格审核结果不一致', '幸福里小区供热管网井盖破损，夜间行人易跌落', '顶层住户屋面漏雨，维修资金申请被退回两次', '云锦台售楼处宣传的学校配套与实际不符', '阳光花园南侧工地围挡占用人行道且无照明', '东环路人行道地砖松动，雨天溅水', '南湖壹号地下室返潮', '和平小区健身器材损坏', '学府路公交站无遮雨棚', '惠民公寓热水供应时间过短', '城东菜市场地面湿滑'].map((title, i) =>
    ticket({ no: `20261120-0${140 + i}`, title, town: TOWNS[i % 5]!, over: i === 5 ? { redo: 1 } : {}, clocks: [...met2('11-20'), res('11-20T10:00', `11-2${5 + Math.floor(i / 3)}T17:30`)] })),
  ticket({ no: '20261120-0129', title: '滨河路工地夜间混凝土浇筑噪声扰民', town: '城东街道', cat: '施工噪声', type: 'complaint', calls: 3, text: '滨河路与学府路口的工地连续三天夜里 12 点以后浇筑混凝土，声音很大，孩子没法睡觉。之前反映过两次，停了两天又开始，要求彻底解决。', co: ['cgj'], clocks: [...met2('11-20'), res('11-20T10:00', '11-27T17:30')] }),
  ticket({ no: '20261123-0037', title: '幸福里北区12号楼有燃气味，居民已撤到楼下', town: '幸福镇', urgency: 'life', state: 'registered', cat: '燃气', text: '楼道里有很重的燃气味，三楼四楼都能闻到，楼上还有人没下来。打了表箱上的抢修电话，说幸福里北区不归他们管。', address: '幸福里 12 号楼', clocks: [clock('dispatch', '11-23T09:55', '11-23T10:07')], routing: { decision: 'emergency', threshold: 0.97, why: '第一名 0.58，低于 0.97；幸福里北区在两家燃气公司供气边界上，目录 RQ-0101 没有写明。', candidates: GAS, advice: { kind: 'emergency', number: '119', say: '请来电人：不开关电器、不点火，立即到楼外，在楼外打电话。', route: '119' } } }),
  ...[['东环路自来水管爆裂，路面塌陷约两米', '水务 0.61，城管 0.33', '10:14', 'utility'], ['饭店夜间向清水河直排油污，气味难闻', '水务 0.47，生态环境 0.41', '10:53', 'general'], ['村集体土地流转费三年未付，村委称镇里统一发放', '目录无匹配', '11:05', 'general'], ['小区顶楼信号塔辐射，要求检测并拆除', '三个单位相差不到 0.1', '11:19', 'general']].map(([title, why, due, urgency], i) =>
    ticket({ no: `20261123-002${i}`, title: title!, town: TOWNS[i]!, urgency: urgency as Ticket['urgency'], state: 'registered', clocks: [clock('dispatch', '11-23T09:40', `11-23T${due}`)], routing: { decision: 'triage', why, threshold: 0.97, candidates: GAS.map((c) => ({ ...c })) } })),
  ticket({ no: '20261123-0012', title: '清水河南岸排口有黑水流出，水面有泡沫', town: '学府街道', lead: 'swj', state: 'dispatched', cat: '水环境', type: 'report', text: '清水河南岸学府桥下游 50 米有个排口，早上六点多开始流黑水，水面全是泡沫，刺鼻。', clocks: [clock('return', '11-23T08:02', '11-23T12:20'), acc('11-23T07:08', '11-23T17:30')], current: 'return', over: { returns: 1, return: { at: at('11-23T08:02'), by: '联络员 李**', reason: '不属于本单位职责', basis: '区水务局三定规定第三条第六项：负责排水管网；工业废水排放监管由生态环境部门负责', suggested: 'hbj', due: at('11-23T12:20') } } }),
  ticket({ no: '20261121-0007', title: '和平里单元门禁损坏多日', town: '和平镇', state: 'replied', lead: 'xfz', clocks: [...met2('11-21'), { ...clock('resolve', '11-21T10:00', '11-26T17:30', '11-23T09:20') }, clock('review', '11-23T09:20', '11-24T09:20')] }),
  ticket({ no: '20261121-0009', title: '幸福镇集市占道，下班时公交进不来', town: '幸福镇', state: 'reviewed', lead: 'cgj', clocks: [...met2('11-21'), clock('resolve', '11-21T10:00', '11-26T17:30', '11-22T15:20'), clock('callback', '11-23T08:20', '11-24T08:20')] }),
]
for (const x of TICKETS) {
  if (x.state === 'replied' || x.state === 'reviewed') x.reply = { text: '11 月 22 日上午，我单位工作人员到现场核查，门禁主板损坏，已更换并测试正常，物业已安排每周巡检。', resolved: true, at: at('11-23T09:20'), by: x.lead_name ?? '' }
}

export function eventsOf(x: Ticket): TicketEvent[] {
  const event = (seq: number, kind: TicketEvent['kind'], hm: string, name: string, role: TicketEvent['actor']['role'], data: Record<string, unknown> = {}): TicketEvent =>
    ({ seq, kind, at: at(`11-23T${hm}`), actor: { id: role, name, role }, data, hash: String(seq) })
  const log = [event(1, 'registered', '09:42', '话务员 0817', 'agent')]
  if (x.state !== 'registered') log.push(event(2, 'dispatched', '09:42', '系统', 'system', { lead: x.lead, score: 0.98, rule: 'GR-0302' }), event(3, 'delivered', '09:43', '系统', 'system'))
  if (['accepted', 'contacted', 'replied', 'reviewed'].includes(x.state)) log.push(event(4, 'accepted', '09:55', '区住建局 李**', 'liaison'))
  if (['contacted', 'replied', 'reviewed'].includes(x.state)) log.push(event(5, 'contacted', '09:58', '区住建局 李**', 'liaison', { reached: true, note: '约定下午 2 点上门抢修，先由社区送电暖器' }))
  return log
}
