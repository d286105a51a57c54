import { expect, it } from 'vitest'
import enUS from './en-US'
import { hasKey, type Key, setLocale, t, tCode } from '.'
import zhCN from './zh-CN'

const flat = (value: object, at = ''): [string, string][] =>
  Object.entries(value).flatMap(([k, v]) => (typeof v === 'string' ? [[at + k, v] as [string, string]] : flat(v as object, `${at}${k}.`)))
const slots = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

it('has the same keys and places in both languages', () => {
  const [zh, en] = [new Map(flat(zhCN)), new Map(flat(enUS))]
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  for (const [key, words] of zh) expect([key, slots(en.get(key) ?? '')]).toEqual([key, slots(words)])
})

it('says every label whole, with its values in their places', async () => {
  for (const [language, all] of [['en-US', enUS], ['zh-CN', zhCN]] as const) {
    await setLocale(language)
    for (const [key, words] of flat(all)) {
      const named = Object.fromEntries(slots(words).map((slot) => [slot, `‹${slot}›`]))
      const whole = words.replaceAll("{'|'}", '|').replaceAll("{'@'}", '@').replace(/\{(\w+)\}/g, '‹$1›')
      expect([key, t(key as Key, named)]).toEqual([key, whole])
    }
  }
})

it('hands an unknown code back', () => {
  expect(tCode('role', 'agent')).toBe(zhCN.role.agent)
  expect(tCode('role', 'stranger')).toBe('stranger')
  expect([hasKey('role.agent'), hasKey('role.stranger')]).toEqual([true, false])
})
