import { describe, expect, test } from 'vitest'
import type { Appeal } from '@/api/appeals'
import { loadOffice, t } from '@/i18n'
import { aboutText, change, counts, effectText, inOrder, stateText, waitingByMonth } from './appeal'

await loadOffice()
const appeal = (more: Partial<Appeal> = {}): Appeal => ({
  id: '1', kind: 'appeal', month: '2026-10', unit: 'yongfeng', unit_name: '永丰镇', no: '20261020-0058', title: '管道试压漏水', scope: 'accept', scope_name: '按时接单率', reason: '站内停电', evidence: '', events: [],
  asked_by: 'liaison-yongfeng', asked_role: 'liaison', asked_at: '2026-11-19T01:00:00Z', state: 'open', may_decide: true, may_withdraw: false,
  effect: { points_from: 8.15, points_to: 10, total_from: 96.93, total_to: 98.78, rank_from: 4, rank_to: 2 }, ...more,
})

describe('an appeal in words', () => {
  test('says what agreeing would bring', () => {
    expect(stateText(t, appeal())).toBe('待裁定，同意则 +1.85')
    expect(stateText(t, appeal({ effect: { points_from: 10, points_to: 10, total_from: 98, total_to: 98 } }))).toBe('待裁定，同意后分数不变')
    expect(effectText(t, appeal())).toBe('同意则 按时接单率 8.15 → 10.00，总分 96.93 → 98.78，名次 4 → 2')
    expect(change(appeal({ effect: { points_from: 0, points_to: 0, total_from: 9, total_to: 8 } }).effect)).toBe('−1.00')
    expect(aboutText(t, appeal())).toBe('按时接单 · 站内停电')
    expect(aboutText(t, appeal({ kind: 'exclusion', scope: 'all', code_name: '不可抗力' }))).toBe('不可抗力 · 站内停电')
  })
  test('says what became of it', () => {
    expect(stateText(t, appeal({ state: 'rejected' }))).toBe('维持')
    expect(stateText(t, appeal({ kind: 'exclusion', state: 'upheld' }))).toBe('同意剔除')
  })
  test('stands with what waits first', () => {
    const list = [appeal({ id: 'a', state: 'upheld', asked_at: '2026-11-20T01:00:00Z' }), appeal({ id: 'b' }), appeal({ id: 'c', state: 'rejected' })]
    expect(inOrder(list).map((a) => a.id)).toEqual(['b', 'a', 'c'])
    expect(counts(list)).toEqual({ open: 1, upheld: 1, rejected: 1 })
  })
})

test('what waits is counted by month, the earliest first', () => {
  const list = [appeal({ month: '2026-11' }), appeal({ kind: 'exclusion' }), appeal(), appeal({ state: 'upheld' })]
  expect(waitingByMonth(list)).toEqual([{ month: '2026-10', appeals: 1, exclusions: 1 }, { month: '2026-11', appeals: 1, exclusions: 0 }])
  expect(waitingByMonth([appeal({ state: 'rejected' })])).toEqual([])
})
