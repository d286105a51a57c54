import type { Key, T } from '@/i18n'

const UNITS: Record<string, Key> = { m: 'admin.limit.m', h: 'admin.limit.h', wm: 'admin.limit.wm', wh: 'admin.limit.wh', wd: 'admin.limit.wd' }

/** "5wd" is "5 个工作日"; empty for what is no limit. */
export function limitText(t: T, limit: string | undefined): string {
  if (!limit || limit === '0') return limit === '0' ? t('admin.limit.none') : ''
  const [, n, unit] = /^(\d+)([a-z]+)$/.exec(limit) ?? []
  const key = UNITS[unit ?? '']
  return n && key ? t(key, { n }) : ''
}
