import { describe, expect, test } from 'vitest'
import type { SectionState } from '@/api/briefs'
import { caseLines, choices, faults, marked, moved, readCases } from './brief'

const section = (key: string, more: Partial<SectionState> = {}): SectionState => ({ key, title: key, on: true, order: 0, edited: false, text: '', generated: '', generated_title: key, differs: [], claims: [], ...more })

describe('composing a brief', () => {
  test('numbers and superlatives that were not computed are cut out', () => {
    const state = section('a', { differs: ['98'], claims: ['全区最低', '第一名'] })
    expect(marked('按时 98 件，全区最低；第一名', state).filter((p) => p.strange).map((p) => p.text)).toEqual(['98', '全区最低', '第一名'])
    expect(marked('按时 98 件，全区最低', state).map((p) => p.text).join('')).toBe('按时 98 件，全区最低')
  })
  test('the summary stays first and the annex last', () => {
    const list = ['summary', 'overall', 'hot', 'annex'].map((k) => section(k))
    expect(moved(list, 2, 0).map((s) => s.key)).toEqual(['summary', 'hot', 'overall', 'annex'])
    expect(moved(list, 1, 9).map((s) => s.key)).toEqual(['summary', 'hot', 'overall', 'annex'])
  })
  test('a change of one section names all in their order', () => {
    expect(choices([section('b'), section('a', { on: false })], 'a', { text: '' }).sections).toEqual([{ key: 'b', on: true, order: 0 }, { key: 'a', on: false, order: 1, text: '' }])
    expect(faults(section('a', { on: false, differs: ['1'] }))).toBe(0)
  })
  test('cases are typed one a line', () => {
    const cases = [{ unit: '和平镇', text: '当日解决', no: '20261014-0038' }, { unit: '', text: '居民来电表扬', no: '' }]
    expect(readCases(caseLines(cases))).toEqual(cases)
    expect(readCases('只有一句\n\n')).toEqual([{ unit: '', text: '只有一句', no: '' }])
  })
})
