import { expect, it } from 'vitest'
import enUS from './en-US'
import { hasKey, setLocale, t, tCode } from '.'
import zhCN from './zh-CN'

const flat = (value: object, at = ''): [string, string][] =>
  Object.entries(value).flatMap(([k, v]) => (typeof v === 'string' ? [[at + k, v] as [string, string]] : flat(v as object, `${at}${k}.`)))
const slots = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

it('has the same keys and places in both languages', () => {
  const [zh, en] = [new Map(flat(zhCN)), new Map(flat(enUS))]
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  for (const [key, words] of zh) expect([key, slots(en.get(key) ?? '')]).toEqual([key, slots(words)])
})

it('puts values into their places, follows the language, and hands an unknown code back', async () => {
  expect(t('app.name')).toBe(zhCN.app.name)
  expect(tCode('role', 'agent')).toBe(zhCN.role.agent)
  expect([hasKey('role.agent'), hasKey('role'), hasKey('role.constructor'), hasKey('role.agent.length')]).toEqual([true, false, false, false])
  expect(tCode('role', 'stranger')).toBe('stranger')
  const [key, words] = flat(zhCN).find(([, w]) => slots(w).length === 1) ?? ['', '']
  const slot = slots(words)[0] ?? ''
  expect(t(key as never, { [slot]: '$&{x}' })).toBe(words.replace(`{${slot}}`, () => '$&{x}'))
  expect(t(key as never)).toBe(words.replace(`{${slot}}`, ''))
  await setLocale('en-US')
  expect(t('app.name')).toBe(enUS.app.name)
  await setLocale('zh-CN')
})
