import type { T } from '@/i18n'

const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const ZONE = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

interface Wall { year: number; month: number; day: number; hm: string; date: string }

/** The wall clock of the district at a moment, whatever zone the machine is in. */
export function wall(ms: number): Wall {
  const p = Object.fromEntries(parts.formatToParts(ms).map((x) => [x.type, x.value]))
  return {
    year: Number(p.year), month: Number(p.month), day: Number(p.day),
    hm: `${p.hour}:${p.minute}`, date: `${p.year}-${p.month}-${p.day}`,
  }
}

/** Whole days between the dates of two moments; 1 means tomorrow. */
export function daysApart(from: number, to: number): number {
  return Math.round((Date.parse(wall(to).date) - Date.parse(wall(from).date)) / DAY)
}

/** "3 小时 12 分", "1 天", "40 秒": the two largest units, never a zero second one. */
export function span(t: T, ms: number): string {
  const s = Math.floor(Math.abs(ms) / 1000)
  if (s < 60) return t('time.seconds', { n: s })
  const [d, h, m] = [Math.floor(s / 86400), Math.floor((s % 86400) / 3600), Math.floor((s % 3600) / 60)]
  if (d > 0) return h > 0 ? t('time.daysHours', { d, h }) : t('time.days', { n: d })
  if (h > 0) return m > 0 ? t('time.hoursMinutes', { h, m }) : t('time.hours', { n: h })
  return t('time.minutes', { n: m })
}

/** "10:12", "明天 09:42", "11月27日 17:30": as short as it can be without doubt. */
export function moment(t: T, at: number, now: number): string {
  const w = wall(at)
  const apart = daysApart(now, at)
  if (apart === 0) return w.hm
  if (apart === 1) return t('time.tomorrow', { hm: w.hm })
  if (apart === -1) return t('time.yesterday', { hm: w.hm })
  const day = t('time.monthDay', { m: w.month, d: w.day })
  const date = w.year === wall(now).year ? day : t('time.withYear', { y: w.year, day })
  return `${date} ${w.hm}`
}

/** "11月23日", with the year where it is another one. */
export function dayText(t: T, at: number, now: number): string {
  const w = wall(at)
  const day = t('time.monthDay', { m: w.month, d: w.day })
  return w.year === wall(now).year ? day : t('time.withYear', { y: w.year, day })
}

/** "今天上午 10 点 12 分": a moment as one says it on the phone. */
export function spoken(t: T, at: number, now: number): string {
  const w = wall(at)
  const [hour, minute] = w.hm.split(':').map(Number) as [number, number]
  const apart = daysApart(now, at)
  const day = apart === 0 ? t('time.today') : apart === 1 ? t('time.tomorrowWord') : dayText(t, at, now)
  const half = hour < 12 ? t('time.morning') : hour < 18 ? t('time.afternoon') : t('time.evening')
  const h = hour > 12 ? hour - 12 : hour
  const clock = minute === 0 ? t('time.oclock', { h }) : t('time.hourMinute', { h, m: minute })
  return t('time.spoken', { day, half, clock })
}

/** "2 小时前": how long ago, in one unit. */
export function ago(t: T, at: number, now: number): string {
  const ms = Math.max(0, now - at)
  if (ms < MINUTE) return t('time.justNow')
  if (ms < HOUR) return t('time.minutesAgo', { n: Math.floor(ms / MINUTE) })
  if (ms < DAY) return t('time.hoursAgo', { n: Math.floor(ms / HOUR) })
  return t('time.daysAgo', { n: Math.floor(ms / DAY) })
}

/** "00:41": a running call. */
export function timer(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(s / 3600)
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}
