import { wall } from './time'

/** A piece of an article's text: a line, one of a list or of steps, or rows written or pasted as a table. */
export type Block = { kind: 'line' | 'item' | 'step'; text: string } | { kind: 'table'; rows: string[][] }

const ITEM = /^[-·•]\s*/
const STEP = /^(\d+[.、)）]|[（(][一二三四五六七八九十\d]+[)）])/
const RULE = /^\|[\s|:-]+\|$/

/** The cells of a row: between bars, or between the tabs a spreadsheet pastes. */
function cells(line: string): string[] | null {
  const row = /^\|.*\|$/.test(line) ? line.slice(1, -1).split('|') : ITEM.test(line) || STEP.test(line) ? [] : line.split('\t')
  return row.length > 1 ? row.map((c) => c.trim()) : null
}

export function blocks(text: string): Block[] {
  const list: Block[] = []
  for (const line of text.split('\n').map((l) => l.trim()).filter(Boolean)) {
    const last = list.at(-1)
    const row = cells(line)
    if (row && last?.kind === 'table') { if (!RULE.test(line)) last.rows.push(row) }
    else if (row) list.push({ kind: 'table', rows: [row] })
    else list.push({ kind: ITEM.test(line) ? 'item' : STEP.test(line) ? 'step' : 'line', text: line.replace(ITEM, '') })
  }
  return list.map((b) => (b.kind === 'table' && b.rows.length < 2 ? { kind: 'line', text: b.rows.flat().join('　') } : b))
}

/** The day of next year on which an article is looked at again: "2027-11-23". */
export function nextReview(now: number): string {
  const today = wall(now).date
  return `${Number(today.slice(0, 4)) + 1}${today.slice(4).replace('-02-29', '-02-28')}`
}
