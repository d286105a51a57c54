import { expect, it } from 'vitest'
import enUS from './en-US'
import zhCN from './zh-CN'

const flat = (value: object, at = ''): [string, string][] =>
  Object.entries(value).flatMap(([k, v]) => (typeof v === 'string' ? [[at + k, v] as [string, string]] : flat(v as object, `${at}${k}.`)))
const slots = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

it('has the same keys and places in both languages', () => {
  const [zh, en] = [new Map(flat(zhCN)), new Map(flat(enUS))]
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  for (const [key, words] of zh) expect([key, slots(en.get(key) ?? '')]).toEqual([key, slots(words)])
})
