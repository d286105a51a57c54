import type { Detail, Explanation, Gap, Part, ScoreRow } from '@/api/scores'
import { hasKey, type T, tCode } from '@/i18n'

/** Five pixels a point, two between the parts: the eye reads losses, and equal length is equal points. */
const POINT = 5
const SPACE = 2

export interface Segment { key: string; title: string; x: number; width: number; got: number; lost: 'time' | 'quality' | '' }

export const barWidth = (parts: readonly Part[]): number => parts.reduce((w, p) => w + p.max * POINT, 0) + SPACE * Math.max(0, parts.length - 1)

/** The parts of a score as segments of a bar: kept in light, lost in dark at their ends. */
export function segments(parts: readonly Part[]): Segment[] {
  let x = 0
  return parts.map((p) => {
    const s: Segment = { key: p.key, title: `${p.name} ${points(p.points)} / ${trim(p.max)}`, x, width: p.max * POINT, got: Math.max(0, p.points) * POINT, lost: p.lost > 0 ? p.lost_kind ?? 'quality' : '' }
    x += s.width + SPACE
    return s
  })
}

/** The name over a segment, as long as its width allows: 按时办结 25, 接单 10, 重办. */
export function headName(part: Pick<Part, 'name' | 'max'>): string {
  const whole = part.name.replace(/率$/, '')
  const width = part.max * POINT
  if (width >= 70) return `${whole} ${trim(part.max)}`
  const short = [...whole.replace(/^(按时|及时)/, '')].slice(0, 2).join('')
  return width >= 45 ? `${short} ${trim(part.max)}` : short
}

export const points = (n: number): string => n.toFixed(2)
/** "10", "12.5": without needless zeros. */
export const trim = (n: number): string => String(Number(n.toFixed(2)))
/** "+0.2", "−1", "" for nothing. */
export const signed = (n: number): string => (Math.abs(n) < 0.005 ? '' : (n > 0 ? '+' : '−') + trim(Math.abs(n)))
export const minus = (n: number): string => (n < 0.005 ? '0' : '−' + points(n))

export interface Fold { head: ScoreRow[]; middle: ScoreRow[]; tail: ScoreRow[] }

/** Folds the middle of a long ranking; a tie is never cut. */
export function fold(rows: readonly ScoreRow[], ends: number): Fold {
  let [from, to] = [ends, rows.length - ends]
  while (from < to && from > 0 && rows[from]?.rank === rows[from - 1]?.rank) from++
  while (to > from && to < rows.length && rows[to - 1]?.rank === rows[to]?.rank) to--
  if (to - from < 3) return { head: [...rows], middle: [], tail: [] }
  return { head: rows.slice(0, from), middle: rows.slice(from, to), tail: rows.slice(to) }
}

/** The rank a unit would have with another total; equal totals share the better rank. */
export const rankAt = (total: number, unit: string, ranked: readonly ScoreRow[]): number =>
  1 + ranked.filter((r) => r.unit !== unit && r.total > total + 0.004).length

/** "按时接单 50 ÷ 派单 52": where a part comes from. */
export function howText(t: T, p: Pick<Part, 'key' | 'num' | 'den'>): string {
  if (hasKey(`scores.how.${p.key}`)) return tCode('scores.how', p.key, { num: p.num, den: p.den })
  return p.den > 0 ? t('scores.howRate', { num: p.num, den: p.den }) : p.num > 0 ? t('scores.howCount', { num: p.num }) : t('scores.howConstant')
}

/** What would gain the next rank, in one sentence. */
export function gapText(t: T, gap: Gap, row: ScoreRow): string {
  const full = t('scores.gapFull', { n: gap.full.length })
  const behind = gap.next_rank && !gap.next_name ? t('explain.behind', { rank: gap.next_rank, behind: points(gap.behind ?? 0) }) : gap.next_rank ? t('scores.gapBehind', { rank: gap.next_rank, name: gap.next_name, behind: points(gap.behind ?? 0) }) : row.rank === 1 ? t('scores.gapFirst') : ''
  if (!gap.key || !gap.count) return [behind, full].filter(Boolean).join(t('scores.stop'))
  const late = gap.lost_kind === 'time'
  const what = hasKey(`scores.lateWhat.${gap.key}`) ? tCode('scores.lateWhat', gap.key) : gap.name ?? ''
  const cost = t('scores.gapCost', { n: gap.count, what, lost: points(gap.lost ?? 0) })
  const then = t(late ? 'scores.gapThenTime' : 'scores.gapThen', { total: points(gap.total ?? 0) }) + (gap.rank ? t('scores.gapRank', { rank: gap.rank }) : '')
  return (behind ? behind + t('scores.colon') : '') + cost + t('scores.stop') + then + t('scores.stop')
}

/** What a trial starts from: the rates of the metrics and the counts of everything that counts events. */
export function trialOf(e: Explanation): { metrics: Detail[]; counts: Record<string, number> } {
  const metrics = e.parts.filter((p) => p.per === 'point')
  const counts: Record<string, number> = {}
  for (const p of e.parts) if (p.per !== 'point' && p.num > 0) counts[p.key] = p.num
  return { metrics, counts }
}

/** The least of a slider's scale in percent: 80, lower for a unit that is lower; 0 where low is good. */
export function scaleOf(d: Pick<Detail, 'direction' | 'rate' | 'full_at'>): [from: number, to: number] {
  if (d.direction === 'lower') return [0, Math.max(20, Math.ceil((d.rate ?? 0) / 10) * 10)]
  return [Math.min(80, Math.floor((d.rate ?? 100) / 10) * 10), 100]
}
