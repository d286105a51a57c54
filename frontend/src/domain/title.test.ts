import { expect, it } from 'vitest'
import { middleCut, splitNo } from './title'

it.each([
  ['短标题', '短标题', ''],
  ['金桥家园7号楼外墙保温层脱落，已三次反映未处理', '金桥家园7号楼外墙保温层脱落，已', '三次反映未处理'],
  ['阳光花园3号楼2单元暖气不热，家有78岁老人', '阳光花园3号楼2单元暖气不热，', '家有78岁老人'],
  ['东环路自来水管爆裂很久，路面塌陷约两', '东环路自来水管爆裂很久，', '路面塌陷约两'],
])('cuts %s', (title, head, tail) => {
  const [h, l] = middleCut(title)
  expect(h + l).toBe(title)
  expect([h, l]).toEqual([head, tail])
})
it('never starts the tail with punctuation', () => {
  for (let n = 1; n < 9; n++) expect(middleCut(`甲乙丙丁戊己庚辛壬癸，${'子'.repeat(n)}`)[1]).not.toMatch(/^，/)
})
it('splits a number', () => {
  expect(splitNo('20261123-0043')).toEqual(['20261123-', '0043'])
  expect(splitNo('20261123-0043', true)).toEqual(['1123-', '0043'])
  expect(splitNo('x')).toEqual(['', 'x'])
})
