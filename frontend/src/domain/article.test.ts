import { expect, it } from 'vitest'
import { blocks } from './article'

it('reads a table between bars or tabs, and leaves lists and steps alone', () => {
  expect(blocks('先看\n| 事项 | 时限 |\n|---|:-:|\n| 更名 | 3日 |\n\n- 甲\n1.\t第一步\n事项\t材料')).toEqual([
    { kind: 'line', text: '先看' },
    { kind: 'table', rows: [['事项', '时限'], ['更名', '3日']] },
    { kind: 'item', text: '甲' },
    { kind: 'step', text: '1.\t第一步' },
    { kind: 'line', text: '事项　材料' },
  ])
})
