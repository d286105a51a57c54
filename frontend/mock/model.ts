import { GAS, HEAT } from './data.ts'

/** 派单模型 of the stand-in server: figures a district of this size would have. */
const curve = [0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.74, 0.77, 0.8, 0.83, 0.85, 0.87, 0.89, 0.91, 0.93, 0.95, 0.96, 0.97, 0.98, 0.99].map((threshold) => {
  const share = 1 - 0.118 * (threshold / 0.83) ** 4.2
  return { threshold, share: Math.round(Math.max(0.2, share - (threshold > 0.9 ? (threshold - 0.9) * 3 : 0)) * 1000) / 1000, precision: Math.round((0.945 + 0.026 * (threshold / 0.83) ** 3 + (threshold > 0.83 ? (threshold - 0.83) * 0.09 : 0)) * 1000) / 1000 }
}).map((p) => ({ ...p, precision: Math.min(0.996, p.precision) }))
const version = (version: string, trained_at: string, examples: number, accuracy: number) => ({ version, trained_at, labels: 'unit', examples, label_count: 61, accuracy, macro_f1: accuracy - 0.021, top3: accuracy + 0.039, train_ms: 4200, held_out: 3647 })
const versions = [version('20261122-0240-3f2a', '2026-11-21T18:40:00Z', 18234, 0.941), version('20261115-0240-91bd', '2026-11-14T18:40:00Z', 17120, 0.938), version('20261108-0240-0c77', '2026-11-07T18:40:00Z', 16205, 0.936)]
const state = { target: 0.97, active: versions[0]!.version, began: 0 }

function answer() {
  const kept = curve.filter((p) => p.precision >= state.target)
  const at = kept.length ? kept.reduce((a, b) => (b.share > a.share ? b : a)) : null
  const progress = state.began ? Math.min(1, (Date.now() - state.began) / 6000) : 0
  if (progress >= 1) state.began = 0
  return {
    target: state.target, threshold: at?.threshold ?? 1.01, ready: true, active: versions.find((v) => v.version === state.active), curve, at_target: at,
    deciles: [[0.3, 41, 0.352, 0.366], [0.4, 72, 0.451, 0.444], [0.5, 118, 0.552, 0.534], [0.6, 163, 0.651, 0.663], [0.7, 242, 0.753, 0.711], [0.8, 611, 0.857, 0.861], [0.9, 2400, 0.983, 0.985]].map(([from, rows, predicted, observed]) => ({ from, to: Math.round((from! + 0.1) * 10) / 10, rows, predicted, observed })),
    month: { month: '2026-11', auto: 2011, kept: 1902, returned: 31, open: 78, precision: 0.984 }, previous: { month: '2026-10', auto: 2790, kept: 2731, returned: 59, open: 0, precision: 0.9789 },
    weeks: [['09-07', 640, 560, 16], ['09-14', 655, 571, 14], ['09-21', 632, 549, 17], ['09-28', 452, 391, 9], ['10-05', 610, 533, 15], ['10-12', 668, 588, 13], ['10-19', 842, 727, 22], ['10-26', 661, 580, 12], ['11-02', 672, 593, 11], ['11-09', 701, 618, 10], ['11-16', 951, 832, 14], ['11-23', 57, 51, 0]].map(([w, routed, auto, returned]) => ({ week: `2026-${w}`, routed, auto, returned, mean_p: 0.941 })),
    drift: { psi: 0.13, level: 'watch', unknown_share: 0.021 },
    worst: [['cgj', '区城市管理局', '小区内停车', 2, 9], ['jtj', '区交通局', '非机动车停放', 4, 6], ['xfz', '幸福镇人民政府', '供热', 1, 5], ['swj', '区水务局', '工业废水', 6, 5], ['hbj', '区生态环境局', '餐饮油烟', 11, 4]].map(([unit, unit_name, name, kept, returned]) => ({ unit, unit_name, category: { code: 'CJ', name }, kept, returned })),
    training: { running: progress > 0 && progress < 1, started_at: '', progress, stage: progress < 0.1 ? 'read' : progress < 0.9 ? 'train' : 'cross', error: '' },
    versions: versions.map((v) => ({ ...v, active: v.version === state.active })),
  }
}

function trial(body: Record<string, any>) {
  const gas = /燃气|煤气/.test(body.text)
  return {
    suggest: { category: { code: 'CJ-GR-01', name: '室温不达标', path: gas ? ['城乡建设', '燃气', '疑似泄漏'] : ['城乡建设', '供热', '室温不达标'] }, town: '幸福镇', urgency: gas ? 'life' : 'utility', decision: gas ? 'triage' : 'auto', threshold: 0.83, candidates: gas ? GAS : HEAT, duplicates: [], clocks: [], ...(gas ? { why: '第一名 0.58，低于 0.83；幸福里北区在两家燃气公司供气边界上。' } : {}) },
    model: {
      ready: true, categories: [{ code: 'a', name: '室温不达标', p: 0.932 }, { code: 'b', name: '供热管道漏水', p: 0.041 }, { code: 'c', name: '供热收费', p: 0.012 }], units: [{ unit: 'zjj', unit_name: '区住房和城乡建设局', p: 0.958 }, { unit: 'gr', unit_name: '示范供热公司', p: 0.031 }],
      words: [{ word: '暖气不热', weight: 0.92 }, { word: '暖气', weight: 0.61 }, { word: '14 度', weight: 0.31 }, { word: '供热公司', weight: 0.24 }, { word: '没人接', weight: 0.08 }, { word: '物业', weight: -0.21 }],
    },
    catalogue: { path: [{ id: 'GR', name: '供热' }, { id: 'GR-0302', name: '室温不达标' }], scope: 'text', words: ['暖气不热', '14 度'], score: 0.9 }, millis: 0.7,
  }
}

/** What the stand-in server says of the model; null for what is not about it. */
export function model(path: string, body: Record<string, any>): [number, unknown] | null {
  if (path === '/model/test') return [200, trial(body)]
  if (!path.startsWith('/model')) return null
  if (path === '/model/target') state.target = body.target
  if (path === '/model/activate') state.active = body.version
  if (path === '/model/train') {
    if (state.began) return [409, { status: 409, code: 'conflict', detail: '正在训练' }]
    state.began = Date.now()
    return [202, { running: true }]
  }
  return [200, answer()]
}
