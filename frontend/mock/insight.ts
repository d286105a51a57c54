import { TICKETS } from './data.ts'

/** 热点 as it is drawn: one week of November 2026 in the sample district. */
const NOW = '2026-11-20T15:42:07+08:00'
const TOWNS = ['城关街道', '新华街道', '城东街道', '西苑街道', '滨河街道', '学府街道', '柳林镇', '双河镇', '青石镇', '王庄镇', '石桥镇', '和平镇', '永丰镇', '南湖镇', '高庄镇', '沙河镇', '幸福镇', '芦荡镇', '']

/** Title, place, unit, category and the last 28 days, the newest last. */
const ISSUES: [title: string, town: string, unit: string, category: string, daily: number[]][] = [
  ['正式供热后室内温度不达标', '柳林镇', '惠民热力公司', '供热', [1, 0, 3, 1, 2, 1, 0, 2, 0, 0, 2, 2, 2, 3, 1, 1, 2, 2, 3, 1, 2, 2, 9, 14, 11, 9, 7, 6]],
  ['换热站停运，整片无暖气', '新华街道', '惠民热力公司', '物业管理', [2, 1, 1, 3, 1, 1, 2, 3, 1, 1, 3, 0, 1, 2, 3, 0, 0, 2, 1, 1, 1, 0, 3, 12, 10, 6, 4, 2]],
  ['老旧小区暖气管道漏水', '城关街道', '东城热力公司', '市容环卫', [1, 1, 2, 1, 2, 2, 0, 0, 1, 0, 1, 1, 1, 1, 0, 2, 1, 1, 1, 0, 0, 1, 3, 6, 4, 4, 3, 2]],
  ['健身房闭店退费难', '西苑街道', '区市场监管局', '消费维权', [2, 1, 1, 1, 1, 1, 2, 2, 1, 1, 3, 2, 0, 1, 1, 2, 1, 0, 1, 1, 1, 1, 2, 3, 5, 4, 4, 3]],
  ['自来水发黄', '王庄镇', '示范自来水公司', '供水排水', [1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 2, 3, 3, 2]],
  ['道路积水结冰', '青石镇', '区交通局', '道路设施', [1, 0, 2, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 2, 3, 3, 3, 2]],
  ['物业更换后电梯停用', '双河镇', '区住建委', '物业管理', [1, 1, 1, 1, 0, 0, 0, 2, 2, 2, 2, 1, 2, 3, 1, 2, 1, 0, 1, 1, 1, 2, 2, 3, 3, 3, 2, 2]],
  ['地铁配套工地夜间施工', '滨河街道', '区城市管理委', '噪声扰民', [4, 3, 3, 3, 3, 2, 2, 5, 2, 3, 1, 3, 6, 4, 5, 3, 3, 3, 3, 2, 3, 3, 4, 3, 5, 4, 4, 3]],
  ['建筑工地拖欠工资', '石桥镇', '区人社局', '劳动社保', [2, 1, 1, 1, 2, 0, 0, 1, 1, 0, 2, 2, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]],
  ['早市占道致公交绕行', '城东街道', '区城市管理委', '市容环卫', [3, 3, 5, 2, 1, 1, 2, 2, 2, 4, 3, 1, 2, 0, 2, 1, 2, 1, 2, 1, 0, 2, 3, 2, 2, 3, 2, 2]],
]
const MATRIX: [category: string, counts: number[]][] = [
  ['供热', [48, 53, 16, 10, 18, 13, 66, 7, 8, 6, 7, 11, 7, 9, 1, 7, 4, 3, 8]],
  ['物业管理', [13, 6, 10, 6, 8, 7, 5, 17, 4, 4, 4, 1, 1, 1, 2, 2, 0, 0, 4]],
  ['市容环卫', [9, 8, 25, 6, 3, 8, 5, 2, 4, 2, 0, 3, 3, 1, 2, 7, 2, 0, 2]],
  ['停车交通', [11, 10, 6, 4, 4, 5, 7, 7, 6, 6, 3, 5, 2, 1, 2, 3, 2, 2, 5]],
  ['噪声扰民', [7, 4, 7, 7, 30, 0, 3, 3, 4, 3, 1, 4, 5, 0, 1, 0, 0, 1, 1]],
  ['消费维权', [5, 3, 5, 24, 2, 4, 5, 5, 0, 3, 1, 1, 1, 2, 2, 1, 0, 0, 1]],
  ['供水排水', [5, 2, 2, 2, 3, 5, 1, 1, 0, 12, 1, 2, 0, 2, 0, 1, 3, 0, 3]],
  ['劳动社保', [6, 4, 2, 0, 2, 2, 3, 0, 2, 5, 13, 0, 3, 0, 0, 0, 1, 1, 1]],
  ['道路设施', [0, 2, 2, 2, 3, 3, 0, 2, 16, 2, 1, 1, 1, 1, 1, 0, 0, 1, 2]],
  ['违法建设', [1, 4, 1, 1, 1, 3, 3, 3, 1, 0, 0, 1, 0, 0, 1, 1, 2, 1, 1]],
  ['农业农村', [0, 0, 0, 0, 0, 0, 3, 3, 3, 2, 3, 2, 2, 0, 3, 0, 1, 1, 2]],
  ['教育', [1, 1, 1, 2, 3, 0, 0, 1, 0, 1, 0, 1, 2, 1, 0, 0, 1, 0, 0]],
  ['其他', [6, 4, 0, 6, 2, 3, 0, 0, 3, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1]],
]
/** The intake of every day since the first of January. */
const DAYS = [
  71, 64, 61, 128, 109, 119, 121, 123, 110, 88, 86, 130, 107, 132, 111, 129, 86, 93, 144, 148, 140, 166, 121, 79, 79, 108, 110, 121, 118, 126, 77, 80, 109, 103, 103, 106, 88, 69, 66, 104, 98, 88, 96, 104, 99, 51, 59, 48, 58, 59, 57, 59, 57, 50,
  97, 103, 104, 95, 108, 65, 102, 90, 98, 114, 93, 81, 81, 107, 90, 100, 107, 92, 69, 66, 110, 111, 111, 108, 104, 65, 73, 108, 107, 90, 90, 92, 80, 67, 99, 101, 114, 96, 98, 62, 51, 53, 92, 116, 98, 104, 73, 83, 110, 106, 105, 99, 112, 68,
  77, 100, 98, 104, 97, 106, 68, 66, 96, 94, 114, 104, 60, 62, 52, 63, 56, 104, 104, 110, 112, 69, 112, 103, 99, 113, 114, 82, 72, 114, 112, 117, 110, 118, 75, 79, 111, 106, 104, 102, 114, 74, 79, 116, 120, 108, 103, 118, 76, 79, 122, 102, 125, 117,
  115, 86, 73, 101, 119, 116, 118, 67, 60, 57, 127, 101, 114, 118, 126, 74, 85, 103, 112, 112, 118, 96, 82, 72, 106, 120, 118, 98, 95, 121, 146, 168, 115, 117, 117, 119, 80, 85, 109, 112, 98, 110, 120, 75, 82, 99, 107, 110, 116, 103, 80, 75, 159, 172,
  109, 115, 113, 75, 85, 103, 114, 125, 106, 116, 78, 84, 103, 111, 120, 103, 107, 75, 74, 116, 120, 113, 110, 106, 76, 88, 110, 113, 102, 99, 96, 73, 77, 108, 111, 112, 117, 116, 81, 84, 108, 107, 118, 117, 105, 84, 106, 114, 96, 110, 119, 59, 64, 62,
  95, 97, 103, 73, 68, 66, 70, 63, 59, 64, 130, 109, 117, 80, 114, 106, 129, 112, 127, 78, 83, 105, 120, 159, 157, 148, 87, 75, 131, 117, 121, 116, 105, 75, 84, 104, 99, 107, 96, 102, 71, 68, 109, 101, 98, 112, 118, 88, 142, 176, 158, 144, 131, 112,
]
const OFF = '01-01 01-02 01-03 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23 04-04 04-05 04-06 05-01 05-02 05-03 05-04 05-05 06-19 06-20 06-21 09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07'.split(' ')
const EVENTS: [day: string, label: string, count: number][] = [['2026-01-22', '寒潮报修', 0], ['2026-02-17', '春节', 0], ['2026-07-08', '暴雨', 168], ['2026-08-04', '强对流', 172], ['2026-10-21', '供热试压', 0], ['2026-11-16', '正式供热', 176]]
const UNITS: [code: string, name: string, count: number, previous: number][] = [
  ['cgj', '区城市管理委', 168, 151], ['rl', '惠民热力公司', 143, 31], ['zjj', '区住建委', 121, 96], ['dc', '东城热力公司', 88, 27], ['gaj', '公安分局', 71, 66], ['scj', '区市场监管局', 62, 49], ['xhjd', '新华街道', 51, 44], ['cg', '城关街道', 47, 42], ['jtj', '区交通局', 40, 29], ['rsj', '区人社局', 36, 38],
]
const QUOTES: Record<number, [no: string, text: string][]> = {
  0: [['20261117-0083', '交了全费，从 15 号到今天屋里最高 15 度，老人只能开电热毯。'], ['20261116-0141', '打供热热线一直占线，站里说压力不够，没说哪天修好。'], ['20261118-0052', '一单元热、三单元凉，去年也是这样，请派人来测温。']],
  1: [['20261116-0072', '换热站跳闸以后整片都是凉的，已经一天一夜。'], ['20261117-0019', '站里没有人，门口贴的电话打不通。']],
}
const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
const day = (i: number) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10)
const round = (n: number) => Math.round(n * 10) / 10

/** One issue over the last days, with what the drawn page says of its tickets. */
function issue(i: number, days: number) {
  const [title, town, unit, category, daily] = ISSUES[i]!
  const count = sum(daily.slice(-days))
  const usual = round((sum(daily.slice(0, 21)) / 21) * days)
  const ratio = usual > 0 ? round(count / usual) : 0
  return {
    id: `h${i + 1}`, rank: i + 1, title, emerging: i === 0 || i === 4, category: { code: category, name: category }, town, towns: [{ town, count }], place: i === 0 ? '柳林新苑等 6 处' : '', unit: 'cgj', unit_name: unit,
    count, callers: Math.max(1, count - 7), repeats: Math.min(7, count - 1), votes: 0, usual, ratio, heat: Math.round(count * Math.min(5, ratio)), first_at: '2026-11-15T08:10:00+08:00', last_at: NOW, daily, recent: days,
    progress: { accepted: Math.max(0, count - 2), contacted: Math.round(count * 0.85), resolved: Math.round(count * 0.4), late: i === 0 ? 1 : 0 },
    quotes: (QUOTES[i] ?? []).map(([no, text]) => ({ no, text })), merge_groups: i === 0 ? 6 : 0,
  }
}

function span(query: URLSearchParams): { days: number; from: string; to: string } {
  const [first, last] = [query.get('from'), query.get('to')]
  const days = first && last ? (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1 : Number(query.get('window') ?? 7)
  return { days, from: first ? `${first}T00:00:00+08:00` : `${new Date(Date.parse('2026-11-21T00:00:00Z') - days * 86_400_000).toISOString().slice(0, 10)}T00:00:00+08:00`, to: last ? `${last}T23:59:59+08:00` : NOW }
}

function hot(query: URLSearchParams) {
  const { days, from, to } = span(query)
  const least = days === 1 ? 3 : days <= 7 ? 10 : 20
  const intake = sum(DAYS.slice(-days))
  const issues = ISSUES.map((_, i) => issue(i, Math.min(28, days))).filter((x) => x.count >= least).sort((a, b) => b.heat - a.heat).map((x, i) => ({ ...x, rank: i + 1 }))
  return { from, to, now: NOW, intake, previous: sum(DAYS.slice(-2 * days, -days)), least, leading: { code: 'CJ-GR', name: '供热', count: Math.round(intake * 0.3176), share: 0.3176 }, issues }
}

function trends(query: URLSearchParams) {
  const { days, from, to } = span(query)
  const hotCells: Record<string, number[]> = { 供热: [0, 1, 6], 供水排水: [9], 道路设施: [8] }
  const rows = MATRIX.map(([name, counts]) => ({ category: { code: name === '其他' ? '' : name, name }, total: sum(counts), cells: counts.map((count, i) => ({ count, usual: hotCells[name]?.includes(i) ? round(count / 4) : count, hot: hotCells[name]?.includes(i) ?? false })) }))
  const list = DAYS.map((count, i) => ({ day: day(i), count, off: OFF.includes(day(i).slice(5)) }))
  const by = [...list].sort((a, b) => a.count - b.count)
  return {
    from, to, intake: sum(DAYS.slice(-days)), previous: sum(DAYS.slice(-2 * days, -days)),
    calendar: { year: 2026, total: sum(DAYS), max: by.at(-1), min: by[0], steps: [75, 100, 125, 150], days: list, events: EVENTS.map(([d, label, count]) => ({ day: d, label, count })) },
    matrix: { towns: TOWNS, rows, totals: TOWNS.map((_, i) => sum(rows.map((r) => r.cells[i]!.count))), total: sum(rows.map((r) => r.total)) },
    units: UNITS.map(([unit, unit_name, count, previous]) => ({ unit, unit_name, count, previous })),
    notes: [
      { title: '试压和供热首周两个高峰', evidence: '10月21日至23日共 464 件，日均是全月日均的 1.5 倍；近 7 天 951 件', advice: '试压前 10 天公布时间和备用电话' },
      { title: '休息日约为工作日七成', evidence: '工作日日均 111.81 件，休息日日均 73.68 件，为 65.90%', advice: '周末座席按七成排，供热首周除外' },
      { title: '滨河街道噪声集中一处', evidence: '滨河街道噪声 30 件中 26 件同指一处工地，28 天未断', advice: '请区城市管理委约三方定停工时段' },
    ],
  }
}

/** What the stand-in server says of hot issues; null for what is not about them. */
export function insight(path: string, query: URLSearchParams): [number, unknown] | null {
  if (path === '/insight/hot') return [200, hot(query)]
  if (path === '/insight/trends') return [200, trends(query)]
  if (path !== '/tickets') return null
  const found = /^h(\d+)$/.exec(query.get('issue') ?? '')
  return found ? [200, { items: TICKETS.slice(0, Math.min(TICKETS.length, issue(Number(found[1]) - 1, 7).count)).map((x) => ({ ...x, actions: [] })), next: null }] : null
}
