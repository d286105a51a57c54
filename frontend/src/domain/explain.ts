import type { BehindTicket, Detail, Formula, GiveBack, Side } from '@/api/scores'
import { hasKey, type T, tCode } from '@/i18n'
import { stamp } from './date'
import { howText, points, trim } from './score'
import { span } from './time'

/** The formula of a part with its numbers in it, line by line. */
export function formula(t: T, d: Detail): string[] {
  const f = d.formula
  switch (f.kind) {
    case 'each': return [t('scores.formulaEach', { max: trim(f.max), num: f.num, slope: trim(f.slope), points: points(f.points) }), ...floored(t, f)]
    case 'finding': return [finding(t, d)]
    case 'bonus': return [t('explain.bonus', { num: f.num, slope: trim(f.slope), points: points(f.points), cap: trim(f.cap ?? 0) })]
    case 'constant': return [t('explain.constant', { points: points(f.points) })]
    case 'none': return [t('scores.formulaNone')]
    default: return rate(t, d)
  }
}

function rate(t: T, d: Detail): string[] {
  const f = d.formula
  const lines = [t('explain.rate', { name: d.name, num: f.num, den: f.den, rate: points(f.rate ?? 0), places: tCode('explain.places', String(f.places ?? 0)) })]
  const scored = f.smoothed ?? f.rate ?? 0
  if (f.prior) lines.push(t('explain.smoothed', { num: f.num, den: f.den, k: f.prior.k, base: points((f.prior.num / f.prior.den) * 100), rate: points(scored) }))
  if (f.away <= 0) return [...lines, t(f.lower ? 'scores.formulaFullLow' : 'scores.formulaFullHigh', { points: points(f.points), full: trim(f.full_at) })]
  const gap = f.lower ? `${points(scored)} − ${trim(f.full_at)}` : `${trim(f.full_at)} − ${points(scored)}`
  const rule = t(f.lower ? 'scores.ruleLow' : 'scores.ruleHigh', { full: trim(f.full_at), slope: trim(f.slope) }) + (f.floor > 0 || f.bounded ? t('scores.ruleFloor', { floor: trim(f.floor) }) : '')
  return [...lines, t('scores.formulaPoints', { max: trim(f.max), gap, slope: trim(f.slope), points: points(f.bounded ? f.raw : f.points), rule }), ...floored(t, f)]
}

const floored = (t: T, f: Formula): string[] => (f.bounded ? [t('explain.floored', { raw: points(f.raw), floor: trim(f.floor) })] : [])

function finding(t: T, d: Detail): string {
  const f = d.formula
  const named = { max: trim(f.max), num: f.num, slope: trim(f.slope), points: points(f.points), lost: points(d.lost), cap: trim(f.cap ?? 0) }
  if (f.max > 0) return t(f.bounded ? 'explain.findingFloor' : 'explain.finding', named)
  return t(f.bounded ? 'explain.penaltyCap' : 'explain.penalty', named)
}

/** A piece of "按时接单 50 ÷ 派单 52": words, or a number with the side of the list that counts to it. */
export interface Piece { text: string; side?: Side }

/** Where a part comes from, its numbers apart so that each can be followed. */
export function pieces(t: T, p: Pick<Detail, 'key' | 'num' | 'den' | 'formula'>): Piece[] {
  const apart = howText(t, { ...p, num: '\u0001' as unknown as number, den: '\u0002' as unknown as number, ...(p.den > 0 || p.num > 0 ? {} : { num: p.num, den: p.den }) })
  return apart.split(/([\u0001\u0002])/).filter(Boolean).map((text) => {
    if (text === '\u0001') return { text: String(p.num), ...(p.num > 0 && linked(p) ? { side: 'num' as const } : {}) }
    if (text === '\u0002') return { text: String(p.den), ...(p.den > 0 && linked(p) ? { side: 'all' as const } : {}) }
    return { text }
  })
}

/** Constant parts have no tickets, and neither has what is counted by the entry. */
const linked = (p: Pick<Detail, 'key' | 'formula'>): boolean => !['catalogue', 'article_uses', 'article_updates'].includes(p.key) && p.formula.kind !== 'constant'

/** What would have given the point back: "10-16 17:30 前接单即不失分，实际晚 2 天 15 小时". */
export function rightText(t: T, key: string, k: BehindTicket): string {
  if (!hasKey(`explain.right.${key}`)) return ''
  const first = tCode('explain.right', key, { due: stamp(k.due) })
  if (!['accept', 'contact', 'resolve'].includes(key)) return first
  const actual = k.late_minutes ? t('explain.actual', { late: span(t, k.late_minutes * 60_000) }) : k.met ? '' : t('explain.undone')
  return [first, actual].filter(Boolean).join(t('explain.comma'))
}

/** "单这件得回 0.93 分，到 97.86 分，第 3 名", the rank only where it moves. */
export function backText(t: T, back: GiveBack | undefined, rank: number | undefined): string {
  if (!back) return ''
  if (back.points < 0.005) return t('explain.backNone')
  const parts = [t('explain.back', { points: points(back.points) }), t('explain.backTotal', { total: points(back.total) })]
  if (back.rank && back.rank !== rank) parts.push(t('explain.backRank', { rank: back.rank }))
  return parts.join(t('explain.comma'))
}
