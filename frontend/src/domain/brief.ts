import type { BriefCase, BriefEdit, SectionEdit, SectionState } from '@/api/briefs'
import { type Piece, pieces } from './bulletin'

/** A text cut where numbers or superlatives stand that do not follow from the snapshot. */
export function marked(text: string, state: Pick<SectionState, 'differs' | 'claims'>): Piece[] {
  return pieces(text, state.differs).flatMap((p) => (p.strange ? [p] : cut(p.text, state.claims)))
}

function cut(text: string, words: readonly string[]): Piece[] {
  const word = words.filter((w) => text.includes(w)).sort((a, b) => text.indexOf(a) - text.indexOf(b))[0]
  if (!word) return text ? [{ text, strange: false }] : []
  const at = text.indexOf(word)
  return [...(at > 0 ? [{ text: text.slice(0, at), strange: false }] : []), { text: word, strange: true }, ...cut(text.slice(at + word.length), words)]
}

/** The sections whose place in the brief is fixed. */
export const fixed = (key: string): boolean => key === 'summary' || key === 'annex'

/** How many marks a section has. */
export const faults = (s: SectionState): number => (s.on ? s.differs.length + s.claims.length : 0)

/** What is sent of all sections after one was changed. */
export function choices(sections: readonly SectionState[], key = '', change: Partial<SectionEdit> = {}): BriefEdit {
  return { sections: sections.map((s, order) => ({ key: s.key, on: s.on, order, ...(s.key === key ? change : {}) })) }
}

/** The sections with one taken to another place; the summary stays first, the annex last. */
export function moved(sections: readonly SectionState[], from: number, to: number): SectionState[] {
  const list = [...sections]
  const there = Math.min(Math.max(to, 1), list.length - 2)
  const [one] = list.splice(from, 1)
  if (one) list.splice(there, 0, one)
  return list
}

/** Cases as they are typed, one a line. */
export const caseLines = (cases: readonly BriefCase[]): string => cases.map((c) => [c.unit, c.text, c.no].join('｜').replace(/｜$/, '')).join('\n')
export const readCases = (text: string): BriefCase[] =>
  text.split('\n').filter((l) => l.trim()).map((line) => {
    const parts = line.split(/[｜|]/).map((p) => p.trim())
    const [unit = '', what = '', no = ''] = parts.length > 1 ? parts : ['', parts[0]]
    return { unit, text: what, no }
  })
