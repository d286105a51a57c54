import type { Life } from '@/api/docket'
import type { Formula, Detail, Explanation, Part, ScoreGroup, ScoreMonth, ScoreRow, Trial } from '../src/api/scores'

/** The scored month of the drawn pages: [name, max, metric] and the losses of each unit by part. */
const PARTS: [key: string, name: string, max: number, time: boolean][] = [
  ['accept', '按时接单率', 10, true], ['contact', '按时联系率', 10, true], ['resolve', '按时办结率', 25, true], ['satisfaction', '满意率', 20, false], ['resolution', '解决率', 15, false],
  ['redo', '重办率', 5, false], ['improper_return', '退单不当', 5, false], ['reply', '答复质量', 5, false], ['organisation', '组织和知识库', 5, false],
]
const TOWNS: Record<string, number[]> = {
  和平镇: [], 滨河街道: [0, 0, 0, 0, 0, 1.25, 1], 新华街道: [0, 0, 0, 0, 0, 1.29, 1, 0, 0.5], 永丰镇: [1.85, 0, 0, 0.44, 0, 0.98], 西苑街道: [0, 0.38, 0, 0.67, 0, 1.54, 1], 高庄镇: [0, 0, 2.88, 1.07], 城关街道: [0.11, 1.76, 1.03, 0, 0, 1.52],
  城东街道: [0.08, 0, 2.08, 1.47, 0, 0.51, 1], 幸福镇: [0, 0, 6, 0, 0.39], 柳林镇: [1.41, 0, 2.4, 1.81, 0, 0, 2, 0, 0.5], 学府街道: [0, 6.57, 0, 0, 0, 0, 1], 南湖镇: [0, 6, 0.5, 0, 0, 0, 0, 1, 0.8], 青石镇: [0, 1.4, 3.3, 0.2, 2.8, 1.5, 0.78], 双河镇: [0, 0, 2.1, 5.2, 0.3, 1.24, 1, 0.8, 1],
  王庄镇: [0, 0, 5.1, 2.1, 1.7, 3.5, 0, 0, 1.12], 石桥镇: [3.5, 0, 4.1, 0, 0, 2.81, 2, 1.6], 沙河镇: [0, 1.2, 8.6, 0, 0.7, 3.76], 芦荡镇: [3.4, 3.6, 0, 0, 9.8, 3.89],
}
const BUREAUS = ['区退役军人局', '区应急局', '公积金管理部', '区残联', '规划资源分局', '区民政局', '区人社局', '区医保局', '区教委', '区卫健委', '区水务局', '区住建委', '区市场监管局', '公安分局', '区生态环境局', '区司法局', '区商务局', '区园林局', '区消防救援支队', '区税务局', '区城市管理委', '区农业农村委', '区交通局', '区信访办', '区政务服务办', '区文旅局']
const COMPANIES = ['环卫公司', '电信公司', '公交集团', '众安燃气公司', '示范自来水公司', '示范供电公司', '东城热力公司', '城北热力公司', '排水公司', '客运公司', '停车管理公司', '惠民热力公司']

const round = (n: number) => Math.round(n * 100) / 100
function row(unit: string, name: string, losses: number[], bonus = 0, penalty = 0, due = 51): ScoreRow {
  const parts: Part[] = PARTS.map(([key, label, max, time], i) => {
    const lost = losses[i] ?? 0
    const counted = i < 6
    return {
      key, name: label, max, points: round(max - lost), lost, ...(lost > 0 ? { lost_kind: time ? 'time' as const : 'quality' as const } : {}),
      num: counted ? (key === 'redo' ? Math.ceil(lost) : due - Math.ceil(lost)) : Math.ceil(lost), den: counted ? due : 0, ...(counted ? { rate: round(key === 'redo' ? lost * 2 : 98 - lost + (lost ? 0 : 2)) } : {}),
      nos: Array.from({ length: Math.ceil(lost) }, (_, n) => `202610${10 + n}-00${41 + n}`),
    }
  })
  const total = round(parts.reduce((n, p) => n + p.points, 0) + bonus - penalty)
  const extras: Part[] = bonus ? [{ key: 'praise', name: '表扬', max: 0, points: bonus, lost: 0, num: Math.round(bonus / 0.2), den: 0 }] : []
  return { unit, name, total, bonus, penalty, parts, extras, dispatched: due + 1, carried_in: 7, carried_out: 8, due, late: losses[2] ? 1 : 0, ...(due < 20 ? { note: 'few_due' as const } : {}) }
}
function group(key: string, name: string, rows: ScoreRow[], observed: ScoreRow[] = [], none: ScoreRow[] = []): ScoreGroup {
  const ranked = rows.sort((a, b) => b.total - a.total)
  ranked.forEach((r) => { r.rank = 1 + ranked.filter((o) => o.total > r.total).length })
  return { key, name, ranked, observed, none }
}
const GROUPS = [
  group('town', '镇街', Object.entries(TOWNS).map(([name, losses], i) => row(`t${i}`, name, losses, [2, 3, 4, 5].includes(i) ? 0.2 : i === 9 ? 0.7 : 0, i >= 15 && i < 17 ? 1 : 0, name === '芦荡镇' ? 14 : 51))),
  group('bureau', '委办局', BUREAUS.map((name, i) => row(i === 11 ? 'zjj' : `b${i}`, name, i < 4 ? [] : [i % 5 === 0 ? 0.4 : 0, 0, i > 20 ? i * 0.18 : i % 3 === 0 ? 0.6 : 0, i * 0.21, i > 18 ? i * 0.1 : 0], i < 2 ? 0.2 : 0, i === 22 ? 2.5 : 0, i < 3 ? 8 : 40)), [row('b30', '区体育局', [], 0, 0, 3), row('b31', '区发改委', [], 0, 0, 2)], [row('b32', '区气象局', [], 0, 0, 0), row('b33', '区档案馆', [], 0, 0, 0)]),
  group('company', '企业', COMPANIES.map((name, i) => row(`c${i}`, name, i < 2 ? [] : [i > 9 ? i : 0, 0, i * 0.4, i > 5 ? i * 0.4 : 0], 0, i === 11 ? 3 : 0))),
]
const LIFE: Life = {
  stage: 'objection', ended: true, snapshot_at: '2026-11-09T16:00:00Z', snapshot_hash: '54611606aab0a2c5', records: 3781, draft_planned: '2026-11-13T06:00:00Z', drafted_at: '2026-11-13T06:00:00Z', drafted_by: 'supervisor',
  objection: { from: '2026-11-15T16:00:00Z', until: '2026-11-20T09:30:00Z', open: true }, decide_until: '2026-11-23T09:30:00Z', publish_planned: '2026-11-24T01:00:00Z', editions: [], appeals: { open: 2, upheld: 2, rejected: 3 }, exclusions: 2,
}
export const MONTH: ScoreMonth = {
  life: LIFE,
  month: '2026-10', scheme: { name: 'default', version: '2026-1', title: '示范区 2026 版 第 3 次修订', hash: '9f3c27aeb104d58e' }, groups: GROUPS,
  totals: { registered: 3164, dispatched: 2995, due: 2954, on_time: 2879, late: 75, units: 78, ranked: 62, observed: 10, none: 6, rates: [] },
}
const FULL: Record<string, [number, number, 'higher' | 'lower']> = { accept: [98, 1, 'higher'], contact: [98, 1, 'higher'], resolve: [98, 1, 'higher'], satisfaction: [95, 0.5, 'higher'], resolution: [85, 0.5, 'higher'], redo: [0, 0.5, 'lower'] }

function formulaOf(p: Part, f: [number, number, 'higher' | 'lower'] | undefined): Formula {
  const kind = f ? (p.rate === undefined ? 'none' : 'rate') : p.key === 'improper_return' ? 'each' : p.max === 0 ? 'bonus' : p.key === 'organisation' ? 'constant' : 'finding'
  const [full_at, slope] = f ?? [0, 1]
  const away = p.rate === undefined ? 0 : Math.max(0, f?.[2] === 'lower' ? p.rate - full_at : full_at - p.rate)
  return { kind, num: p.num, den: p.den, places: 2, rate: p.rate, max: p.max, full_at, away, slope, raw: p.points, floor: 0, lower: f?.[2] === 'lower', points: p.points }
}

export function explain(unit: string): Explanation | null {
  const g = GROUPS.find((x) => [...x.ranked, ...x.observed, ...x.none].some((r) => r.unit === unit))
  const r = g && [...g.ranked, ...g.observed, ...g.none].find((x) => x.unit === unit)
  if (!g || !r) return null
  const parts: Detail[] = [...r.parts, ...(r.extras ?? [])].map((p) => {
    const f = FULL[p.key]
    const tickets = (p.nos ?? []).map((no, i) => ({ no, title: ['村道路面塌陷，电动车摔倒', '管道试压漏水，楼道积水', '路灯不亮'][i % 3]!, ...(p.lost_kind === 'time' ? { due: '2026-10-16T09:30:00Z', met: '2026-10-19T01:12:00Z', late_minutes: 3822 } : {}) }))
    return { ...p, ...(f ? { full_at: f[0], slope: f[1], direction: f[2], per: 'point' as const } : p.key === 'improper_return' ? { slope: 1, per: 'each' as const } : {}), formula: formulaOf(p, f), tickets }
  })
  const worst = [...r.parts].sort((a, b) => b.lost - a.lost)[0]!
  const next = g.ranked.filter((o) => o.total > r.total).at(-1)
  const total = round(r.total + worst.lost)
  return {
    month: '2026-10', scheme: MONTH.scheme, group: g.key, of: g.ranked.length, row: r, parts,
    gap: { full: r.parts.filter((p) => p.lost === 0).map((p) => p.key), ...(next ? { next_rank: next.rank, next_unit: next.unit, next_name: next.name, behind: round(next.total - r.total) } : {}), ...(worst.lost > 0 ? { key: worst.key, name: worst.name, lost_kind: worst.lost_kind, count: worst.nos?.length, lost: worst.lost, total, rank: 1 + g.ranked.filter((o) => o.unit !== unit && o.total > total).length } : {}) },
  }
}
export function tryRates(rates: Record<string, number>, findings: Record<string, number>): Trial {
  const parts: Part[] = PARTS.map(([key, name, max]) => {
    const f = FULL[key]
    const gap = f && rates[key] !== undefined ? Math.max(0, f[2] === 'lower' ? rates[key]! - f[0] : f[0] - rates[key]!) * f[1] : findings[key] ?? 0
    return { key, name, max, points: round(max - Math.min(max, gap)), lost: round(Math.min(max, gap)), num: 0, den: 0 }
  })
  const bonus = (findings.praise ?? 0) * 0.2
  return { total: round(parts.reduce((n, p) => n + p.points, 0) + bonus), bonus, penalty: 0, parts }
}
