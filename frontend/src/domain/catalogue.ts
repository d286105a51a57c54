import type { Catalogue, Entry } from '@/api/admin'

/** A line of the catalogue as the table shows it: what it says and what it inherits. */
export interface Line { entry: Entry; depth: number; path: string[]; lead: string; co: string[]; basis: string; own: boolean }

/** The route tree as lines, top to bottom: the first that fits wins. */
export function lines(catalogue: Catalogue): Line[] {
  const list: Line[] = []
  const walk = (entry: Entry, depth: number, path: string[], above: { lead: string; co: string[]; basis: string }) => {
    const here = { lead: entry.lead ?? above.lead, co: entry.co_units ?? above.co, basis: entry.basis ?? above.basis }
    list.push({ entry, depth, path, ...here, own: entry.lead !== undefined })
    for (const child of entry.children ?? []) walk(child, depth + 1, [...path, entry.name], here)
  }
  if (catalogue.root) walk(catalogue.root, 0, [], { lead: '', co: [], basis: '' })
  return list
}

/** "拖欠工资、欠薪 等 12 个词": the first words of an entry. */
export const wordsOf = (entry: Entry): string[] => [...(entry.all ?? []).map((w) => `+${w}`), ...(entry.any ?? []), ...(entry.none ?? []).map((w) => `−${w}`)]

export function matches(line: Line, words: string): boolean {
  const q = words.trim().toLowerCase()
  if (!q) return true
  return [line.entry.id, line.entry.name, line.lead, line.entry.category ?? '', ...wordsOf(line.entry)].some((s) => s.toLowerCase().includes(q))
}
