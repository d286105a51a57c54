import { expect, it } from 'vitest'
import type { Detail, Formula } from '@/api/scores'
import { t } from '@/i18n'
import { backText, formula, pieces, rightText } from './explain'

const detail = (more: Partial<Formula>, key = 'accept', name = '按时接单率', lost = 0): Detail => {
  const f: Formula = { kind: 'rate', num: 50, den: 52, places: 2, rate: 96.15, max: 10, full_at: 98, away: 1.85, slope: 1, raw: 8.15, floor: 0, points: 8.15, ...more }
  return { key, name, max: f.max, points: f.points, lost, num: f.num, den: f.den, formula: f, tickets: [] }
}

it('writes the formula with its numbers', () => {
  expect(formula(t, detail({}))).toEqual(['按时接单率 = 50 ÷ 52 = 96.15%（四舍五入到两位小数后计分）', '得分 = 10 −（98 − 96.15）× 1 = 8.15（98% 满分，每低 1 点扣 1 分）'])
  expect(formula(t, detail({ rate: 100, num: 52, away: 0, points: 10 }))[1]).toBe('得分 = 10.00（达到 98%，满分）')
  expect(formula(t, detail({ lower: true, max: 5, num: 1, den: 51, rate: 1.96, full_at: 0, away: 1.96, slope: 0.5, points: 4.02 }, 'redo', '重办率'))[1]).toBe('得分 = 5 −（1.96 − 0）× 0.5 = 4.02（0% 满分，每高 1 点扣 0.5 分）')
  expect(formula(t, detail({ max: 20, num: 1, den: 2, rate: 50, full_at: 95, away: 45, slope: 0.5, raw: -2.5, floor: 10, bounded: true, points: 10 }, 'satisfaction', '满意率'))).toEqual([
    '满意率 = 1 ÷ 2 = 50.00%（四舍五入到两位小数后计分）', '得分 = 20 −（95 − 50.00）× 0.5 = -2.50（95% 满分，每低 1 点扣 0.5 分，最低 10 分）', '算得 -2.50，按最低 10 分计'])
  expect(formula(t, detail({ kind: 'none', den: 0, num: 0 }))).toEqual(['没有可计的工单，不扣分'])
})

it('writes the formula of what counts single events', () => {
  expect(formula(t, detail({ kind: 'each', max: 5, num: 1, slope: 1, points: 4 }, 'improper_return'))).toEqual(['得分 = 5 − 1 × 1 = 4.00'])
  expect(formula(t, detail({ kind: 'finding', max: 5, num: 7, points: 0, bounded: true }, 'reply', '答复', 5))).toEqual(['得分 = 5 − 7 × 1，扣完为止 = 0.00'])
  expect(formula(t, detail({ kind: 'finding', max: 0, num: 1, slope: 3, points: 0 }, 'false_completion', '虚假办结', 3))).toEqual(['扣分 = 1 × 3 = 3.00'])
  expect(formula(t, detail({ kind: 'bonus', num: 2, slope: 0.2, points: 0.4, cap: 5 }, 'praise'))).toEqual(['加分 = 2 × 0.2 = 0.40（加分合计最多 5 分）'])
  expect(formula(t, detail({ kind: 'constant', points: 5 }, 'organisation'))).toEqual(['得分 = 5.00（按月报送，不由工单决定）'])
  expect(formula(t, detail({ smoothed: 96, prior: { k: 10, num: 95, den: 100 } }))[1]).toContain('（50 + 10 × 95.00%）÷（52 + 10）= 96.00%')
})

it('follows each number to its tickets', () => {
  expect(pieces(t, detail({}))).toEqual([{ text: '按时接单 ' }, { text: '50', side: 'num' }, { text: ' ÷ 派单 ' }, { text: '52', side: 'all' }])
  expect(pieces(t, detail({ num: 0, den: 0 }, 'redo')).some((p) => p.side)).toBe(false)
  expect(pieces(t, detail({ kind: 'constant', num: 0, den: 0 }, 'organisation'))).toEqual([{ text: '机制、人员、知识库按月报送' }])
  expect(pieces(t, detail({ kind: 'bonus', num: 2, den: 0 }, 'catalogue')).some((p) => p.side), 'entries of the catalogue are no tickets').toBe(false)
})

it('says what would have given the point back', () => {
  const late = { no: '1', title: '', counted: 'lost' as const, due: '2026-10-16T09:30:00Z', met: '2026-10-19T01:12:00Z', late_minutes: 3822 }
  expect(rightText(t, 'accept', late)).toBe('10-16 17:30 前接单即不失分，实际晚 2 天 15 小时')
  expect(rightText(t, 'resolve', { ...late, met: undefined, late_minutes: undefined })).toBe('10-16 17:30 前办结即不失分，到快照时还没有办')
  expect(rightText(t, 'satisfaction', late)).toBe('回访答满意即不失分')
  expect(backText(t, { points: 0.93, total: 97.86, rank: 3 }, 4)).toBe('单这件得回 0.93 分，到 97.86 分，第 3 名')
  expect(backText(t, { points: 0.93, total: 97.86, rank: 4 }, 4)).toBe('单这件得回 0.93 分，到 97.86 分')
  expect(backText(t, { points: 0, total: 97, rank: 4 }, 4)).toBe('单这件不改变得分')
})
