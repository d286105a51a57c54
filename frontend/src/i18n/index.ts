import { createI18n } from 'vue-i18n'
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

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': { ...common, ...answers, ...files, ...publicPages } as unknown as typeof zhCN, 'en-US': {} as typeof zhCN },
})

const whole: Record<Locale, () => Promise<{ default: object }>> = { 'zh-CN': () => import('./zh-CN'), 'en-US': () => import('./en-US') }
const loading: Partial<Record<Locale, Promise<void>>> = {}

/** Fetches all words of a language once; after a failure they may be asked for again. */
function load(language: Locale): Promise<void> {
  return (loading[language] ??= whole[language]().then(
    (all) => i18n.global.setLocaleMessage(language, all.default as typeof zhCN),
    (error: unknown) => {
      delete loading[language]
      throw error
    },
  ))
}

/** The words of the office pages. A citizen on an old phone does not wait for them. */
export const loadOffice = (): Promise<void> => load('zh-CN')

/** Translates; reading it in a template follows a change of language. */
export const t: T = (key, named = {}) => i18n.global.t(key, named)

/** Does a key that was put together at run time exist? */
export const hasKey = (key: string): key is Key => i18n.global.te(key, 'zh-CN')

/** Translates a key put together from a server's code; the code itself when it is unknown. */
export const tCode = (prefix: string, code: string, named: Record<string, unknown> = {}): string => {
  const key = `${prefix}.${code}`
  return hasKey(key) ? t(key, named) : code
}

export const locale = (): Locale => i18n.global.locale.value as Locale

export async function setLocale(next: Locale): Promise<void> {
  if (next === 'en-US') await load(next)
  i18n.global.locale.value = next
  api.language = next
  document.documentElement.lang = next
  local.set(STORE, next)
}

/** Takes the language chosen before. */
export function restoreLocale(): Promise<void> {
  return setLocale(local.get(STORE) === 'en-US' ? 'en-US' : 'zh-CN')
}
