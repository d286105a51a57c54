import type { FindingKey, ReplyCheck, ReplyFinding } from '@/api/types'

/** One live sentence under a reply: what was found good, or what is open. */
export interface Hint {
  /** Keeps its place in the list while the rest changes. */
  id: string
  key: FindingKey
  ok: boolean
  /** A warning asks for a reason; other open hints do not. */
  warn: boolean
  quote: string
  question: string
  count: number
}

/** What every reply is looked at for, in the order it is read. A promise without a date stands where the date would. */
const STANDING: readonly (readonly FindingKey[])[] = [['irrelevant'], ['no_measure'], ['no_date', 'promise_without_date'], ['perfunctory']]
/** Only worth a line when they are wrong. */
const RARE: readonly FindingKey[] = ['copied', 'too_short', 'unfilled', 'privacy', 'template']

const open = (f: ReplyFinding, id: string): Hint =>
  ({ id, key: f.key, ok: false, warn: f.level === 'warn', quote: f.quote ?? '', question: String(f.args?.question ?? ''), count: Number(f.args?.count ?? 0) })
const good = (key: FindingKey, id: string, question = ''): Hint => ({ id, key, ok: true, warn: false, quote: '', question, count: 0 })

/** The sentences under a reply that is being typed, always in the same order so that none jumps. An empty page is only
 *  told what was asked. */
export function replyHints(check: ReplyCheck | null, typed: boolean): Hint[] {
  if (!check) return []
  const asked = check.asked.map((q) => (typed && q.answered ? good('unanswered', `q ${q.text}`, q.text) : { ...good('unanswered', `q ${q.text}`, q.text), ok: false }))
  if (!typed) return asked
  const found = (key: FindingKey) => check.findings.filter((f) => f.key === key).map((f) => open(f, key))
  const standing = STANDING.flatMap(([key, ...others]) => {
    if (check.clear.includes(key!)) return [good(key!, key!)]
    const wrong = [key!, ...others].flatMap(found).map((h) => ({ ...h, id: key! }))
    // A hollow or very short reply is not called irrelevant, but it does not speak to the matter yet.
    return wrong.length || key !== 'irrelevant' ? wrong : [{ ...good(key, key), ok: false }]
  })
  return [...standing, ...asked, ...RARE.flatMap(found)]
}

/** What speaks against a reply that was handed in: warnings first. */
export const reviewHints = (findings: readonly ReplyFinding[]): Hint[] =>
  findings.map((f, i) => open(f, `${f.key} ${i}`)).sort((a, b) => Number(b.warn) - Number(a.warn))

/** A text cut at the fragments that findings rest on. Fragments that were shortened match by what is left of them. */
export function marked(text: string, quotes: readonly string[]): { text: string; mark: boolean }[] {
  const spans = quotes.map((q) => q.replace(/…$/, '')).filter(Boolean).flatMap((q) => {
    const at = text.indexOf(q)
    return at < 0 ? [] : [{ from: at, to: at + q.length }]
  }).sort((a, b) => a.from - b.from)
  const parts: { text: string; mark: boolean }[] = []
  let end = 0
  spans.forEach(({ from, to }, i) => {
    const next = spans[i + 1]
    if (next && next.from <= to) { // they run into each other
      next.from = from
      next.to = Math.max(to, next.to)
      return
    }
    if (from > end) parts.push({ text: text.slice(end, from), mark: false })
    parts.push({ text: text.slice(from, to), mark: true })
    end = to
  })
  if (end < text.length) parts.push({ text: text.slice(end), mark: false })
  return parts
}
