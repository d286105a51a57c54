import { locale } from '@/i18n'
import { wall } from './time'

const zone = 'Asia/Shanghai'
const format = (options: Intl.DateTimeFormatOptions) => (ms: number): string => new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options }).format(ms)

/** "11月20日" */
export const monthDayText = format({ month: 'long', day: 'numeric' })
/** "星期五" */
export const weekdayText = format({ weekday: 'long' })
const fullDate = format({ year: 'numeric', month: 'long', day: 'numeric' })
const yearMonth = format({ year: 'numeric', month: 'long' })

/** "2026年11月20日 星期五 15:42" */
export const dateTimeText = (ms: number): string => `${fullDate(ms)} ${weekdayText(ms)} ${wall(ms).hm}`

/** "2026年10月" of "2026-10" */
export const monthText = (month: string): string => yearMonth(Date.parse(`${month}-15T00:00:00Z`))

/** "2026-10" for the month before a moment's, n months back. */
export function monthsBack(ms: number, n: number): string {
  const { year, month } = wall(ms)
  const at = year * 12 + (month - 1) - n
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** "11-20 15:42": a moment in a table. */
export const stamp = (iso: string | undefined): string => {
  if (!iso) return ''
  const w = wall(Date.parse(iso))
  return `${w.date.slice(5)} ${w.hm}`
}
