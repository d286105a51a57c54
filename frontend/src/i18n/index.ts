import { shallowReactive, shallowRef } from 'vue'
import { api } from '@/api/client'
import { local } from '@/domain/storage'
import type zhCN from './zh-CN'
import answers from './zh-CN/answers'
import common from './zh-CN/common'
import files from './zh-CN/files'
import publicPages from './zh-CN/public'

type Leaf<X, P extends string = ''> = {
  [K in keyof X & (string | number)]: X[K] extends string ? `${P}${K}` : Leaf<X[K], `${P}${K}.`>
}[keyof X & (string | number)]

/** Every key of the Chinese messages: a missing one fails the type check. */
export type Key = Leaf<typeof zhCN>
export type T = (key: Key, named?: Record<string, unknown>) => string
export type Locale = 'zh-CN' | 'en-US'

/** The same keys in another language. */
export type Same<X> = { [K in keyof X]: X[K] extends string ? string : Same<X[K]> }

const STORE = 'hotline.locale'

/** The words of one language by their whole keys, "error.reload". */
type Words = Map<string, string>

const flat = (tree: object, at = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[at + key, value] as [string, string]] : flat(value as object, `${at}${key}.`)))
const words = shallowReactive<Record<Locale, Words>>({ 'zh-CN': new Map(flat({ ...common, ...answers, ...files, ...publicPages })), 'en-US': new Map() })
const chosen = shallowRef<Locale>('zh-CN')

const whole: Record<Locale, () => Promise<{ default: object }>> = { 'zh-CN': () => import('./zh-CN'), 'en-US': () => import('./en-US') }
const loading: Partial<Record<Locale, Promise<void>>> = {}

/** Fetches all words of a language once; after a failure they may be asked for again. */
function load(language: Locale): Promise<void> {
  return (loading[language] ??= whole[language]().then(
    (all) => { words[language] = new Map(flat(all.default)) },
    (error: unknown) => {
      delete loading[language]
      throw error
    },
  ))
}

/** The words of the office pages. A citizen on an old phone does not wait for them. */
export const loadOffice = (): Promise<void> => load('zh-CN')

/** Translates; reading it in a template follows a change of language. What English lacks is said in Chinese. */
export const t: T = (key, named = {}) => {
  const said = words[chosen.value].get(key) ?? words['zh-CN'].get(key) ?? key
  return said.replace(/\{(\w+)\}/g, (_, slot: string) => String(named[slot] ?? ''))
}

/** Does a key that was put together at run time exist? */
export const hasKey = (key: string): key is Key => words['zh-CN'].has(key)

/** Translates a key put together from a server's code; the code itself when it is unknown. */
export const tCode = (prefix: string, code: string, named: Record<string, unknown> = {}): string => {
  const key = `${prefix}.${code}`
  return hasKey(key) ? t(key, named) : code
}

export const locale = (): Locale => chosen.value

export async function setLocale(next: Locale): Promise<void> {
  if (next === 'en-US') await load(next)
  chosen.value = next
  api.language = next
  document.documentElement.lang = next
  local.set(STORE, next)
}

/** Takes the language chosen before. */
export function restoreLocale(): Promise<void> {
  return setLocale(local.get(STORE) === 'en-US' ? 'en-US' : 'zh-CN')
}
