import type { MergeGroup } from '../src/api/merges'
import type { Duplicate, Ticket } from '../src/api/types'
import { START } from './data.ts'

const ago = (hours: number) => new Date(START - hours * 3_600_000).toISOString()

/** What may be the same matter as the call of the drawn desk: its caller's own ticket, a cluster, and a neighbour. */
export const duplicates = (): Duplicate[] => [
  { no: '20261123-0019', title: '福星家园全楼停热，换热站跳闸后一直未恢复', state: 'accepted', registered_at: ago(2), hours: 2, same_caller: false, distance_m: 80, score: 0.9, kind: 'same_event', action: 'merge', place: '福星家园', cluster: 7 },
  { no: '20261123-0043', title: '阳光花园3号楼2单元暖气不热，家有78岁老人', state: 'dispatched', registered_at: ago(0.3), hours: 0.3, same_caller: true, score: 0.84, kind: 'same_caller', action: 'append', place: '阳光花园' },
  { no: '20261120-0144', title: '幸福里小区供热管网井盖破损，夜间行人易跌落', state: 'closed', registered_at: ago(64), hours: 64, same_caller: false, distance_m: 1240, score: 0.61, kind: 'same_text', place: '幸福里小区' },
]

/** Groups among the tickets of the stand-in; those that were merged leave them. */
export function merges(tickets: Ticket[]): MergeGroup[] {
  const named = (no: string) => tickets.find((x) => x.no === no)
  const groups = [
    { category: { code: 'CJ-GR-01', name: '室温不达标', path: ['城乡建设', '供热', '室温不达标'] }, reason: '同一换热站供热范围，两小时内 4 人反映停热，用词相近', nos: ['20261123-0019', '20261123-0043', '20261120-0144', '20261120-0149'], scores: [0.91, 0.78, 0.66], metres: [80, undefined, 410] },
    { category: { code: 'HJ-01', name: '水环境', path: ['生态环境', '水环境'] }, reason: '同一河段，文字相同', nos: ['20261123-0012', '20261123-0021'], scores: [0.83], metres: [150] },
  ]
  return groups.flatMap(({ category, reason, nos, scores, metres }) => {
    const [master, ...rest] = nos.flatMap((no) => named(no) ?? []).filter((x) => x.state !== 'merged')
    if (!master || rest.length === 0) return []
    const brief = (x: Ticket) => ({ no: x.no, title: x.title, town: x.place.town ?? '', place: x.place.address, unit_name: x.lead_name ?? '', state: x.state, registered_at: x.registered_at })
    return [{ id: master.no, category, reason, master: { ...brief(master), callers: 1 }, tickets: rest.map((x, i) => ({ ...brief(x), score: scores[i] ?? 0.6, distance_m: metres[i], hours: 2, same_caller: i === 1 })) }]
  })
}
