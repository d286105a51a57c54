import type { Letter, LetterKind, Rung, SuperviseForm } from '@/api/letters'
import type { Tone } from './clock'
import type { T } from '@/i18n'
import { moment } from './time'

export const KINDS: readonly LetterKind[] = ['urge', 'supervise', 'list', 'talk', 'raise', 'transfer']

/** Is the letter still waiting, and how near is its answer? Colour stands for time only. */
export function letterTone(letter: Pick<Letter, 'state' | 'due'>, now: number): Tone | '' {
  if (letter.state === 'late') return 'late'
  if (letter.state !== 'issued' && letter.state !== 'received') return ''
  const left = Date.parse(letter.due) - now
  return left < 0 ? 'late' : left < 4 * 3_600_000 ? 'soon' : ''
}

export const stateKey = (letter: Pick<Letter, 'state' | 'withdrawn'>) => (letter.withdrawn ? 'letters.state.withdrawn' : `letters.state.${letter.state}`) as 'letters.state.issued'

/** What became of a letter, one line an act. */
export function letterLines(t: T, letter: Letter, now: number): string[] {
  const at = (iso: string) => moment(t, Date.parse(iso), now)
  const lines: string[] = []
  if (letter.received_at) lines.push(t('letters.receivedBy', { at: at(letter.received_at), by: letter.received_by ?? '' }))
  if (letter.answered_at) lines.push(t(letter.late ? 'letters.answeredLate' : 'letters.answeredBy', { at: at(letter.answered_at), by: letter.answered_by ?? '' }))
  if (letter.closed_at) lines.push(t(letter.withdrawn ? 'letters.withdrawnAt' : letter.closed_by ? 'letters.closedBy' : 'letters.closedSelf', { at: at(letter.closed_at), by: letter.closed_by ?? '' }))
  return lines
}

/** What the rung asks for beyond a reason, given the letters the lead has had. */
export function rungNeeds(rung: Rung, letters: readonly Letter[], lead: string, level: number) {
  const had = letters.filter((l) => l.unit === lead)
  const before = (rung.after ?? []).length === 0 || had.some((l) => rung.after!.includes(l.kind))
  const highest = Math.max(0, ...had.map((l) => l.level))
  return {
    code: rung.must === true || !before, override: rung.level > level + 1,
    done: rung.level < highest || had.some((l) => l.kind === rung.kind && l.level === rung.level),
  }
}

/** What is typed before a supervision. */
export interface RaiseValues {
  rung: string; form: SuperviseForm; code: string; override: string; reason: string; demand: string; due: string; receiver: string
  at: string; place: string; who: string; text: string
}

/** A local moment of the district as the wire writes it. */
const wire = (local: string) => (local ? new Date(`${local}:00+08:00`).toISOString() : undefined)

/** The body of a supervision: only what its rung and its form use. */
export function raiseBody(v: RaiseValues, rung: Rung | null): Record<string, unknown> {
  const said = (s: string) => s.trim() || undefined
  const body: Record<string, unknown> = { reason: v.reason.trim(), form: v.form }
  if (rung) Object.assign(body, { level: rung.level, kind: rung.kind, code: rung.codes?.includes(v.code) ? v.code : undefined, override: said(v.override), demand: said(v.demand), due: wire(v.due), receiver: said(v.receiver) })
  if (v.form !== 'letter') Object.assign(body, { at: wire(v.at), place: said(v.place), who: said(v.who), text: said(v.text) })
  return body
}

/** What must still be filled before a supervision can go out. */
export function raiseLacks(v: RaiseValues, chosen: { g: Rung; code: boolean; override: boolean } | null): string[] {
  const visit: Record<SuperviseForm, (keyof RaiseValues)[]> = { letter: [], onsite: ['at', 'place', 'who'], meeting: ['at', 'place', 'who'], leader_note: ['at', 'who', 'text'], media: ['at', 'who', 'text'] }
  const wanted: (keyof RaiseValues)[] = ['reason', ...visit[v.form]]
  if (chosen?.override) wanted.push('override')
  if (chosen?.g.outside) wanted.push('receiver')
  const lacks: string[] = wanted.filter((name) => v[name].trim() === '')
  if (chosen?.code && !chosen.g.codes?.includes(v.code)) lacks.push('code')
  if (!chosen && v.form === 'letter') lacks.push('rung')
  return lacks
}
