import { expect, test } from 'vitest'
import type { Scheme } from '@/api/schemes'
import { denominators, newMetric, nextVersion, schemeDiff, weights } from './scheme'

const scheme = (): Scheme => ({
  name: 'default', version: '2026-1', base: 100, groups: [{ key: 'town', name: '镇街' }], metrics: [{ ...newMetric('accept', '按时接单率'), weight: 10.1 }, { ...newMetric('redo', '重办率'), weight: 20.2 }],
  findings: [{ key: 'reply', name: '答复质量', weight: 5, per: 1 }, { key: 'leak', name: '泄露信息', per: 10 }], bonuses: [], bonus_cap: 5, constants: [{ key: 'rest', name: '其他', weight: 64.7 }], min_volume: 5, tie: '1224',
})

test('weights add up in hundredths', () => {
  expect(weights(scheme())).toBe(100)
  expect(weights({ ...scheme(), constants: [] })).toBe(35.3)
})

test('a version is named after the last one, and never as one before', () => {
  expect(nextVersion('2026-1', [])).toBe('2026-2')
  expect(nextVersion('2026-1', ['2026-2', '2026-3'])).toBe('2026-4')
  expect(nextVersion('first', [])).toBe('first-2')
})

test('differences are told by key, wherever the part stands', () => {
  const after = scheme()
  after.version = '2026-2'
  after.metrics.reverse()
  expect(schemeDiff(scheme(), after), 'order and version are no difference').toEqual([])
  after.metrics[1]!.full_at = 97
  after.findings = [after.findings[0]!]
  after.smoothing = { k: 10, toward: 'group' }
  after.ties = ['volume', 'name']
  expect(schemeDiff(scheme(), after)).toEqual([
    { field: 'metrics.accept.full_at', from: '95', to: '97' },
    { field: 'findings.leak.name', from: '泄露信息', to: '' },
    { field: 'findings.leak.per', from: '10', to: '' },
    { field: 'smoothing.k', from: '', to: '10' },
    { field: 'smoothing.toward', from: '', to: 'group' },
    { field: 'ties', from: '', to: 'volume, name' },
  ])
})

test('lower is better for what is done badly', () => {
  expect(newMetric('redo', 'x')).toMatchObject({ direction: 'lower', denominator: 'closed', full_at: 0 })
  expect(denominators('satisfaction')).toEqual(['answers'])
})
