/** A table of codes as lines "left = right", in the order of the left. */
export const writeLines = (map: Record<string, string>) => Object.entries(map).sort(([a], [b]) => a.localeCompare(b)).map(([a, b]) => `${a} = ${b}`).join('\n')

/** What a webhook can be told of, by the part of a ticket's life it belongs to. */
const GROUPS: Record<string, string[]> = {
  received: ['registered', 'answered', 'declined', 'transferred', 'appended', 'urged', 'attached', 'asked'],
  dispatched: ['dispatched', 'returned', 'return_decided', 'deemed', 'merged', 'unmerged', 'child_merged', 'child_unmerged', 'inherited', 'handed_over', 'upstream_returned', 'upstream_return_decided', 'upstream_due'],
  handled: ['accepted', 'contacted', 'parted', 'replied', 'noted', 'extended', 'extension_decided', 'suspended', 'resumed', 'assisted', 'assist_asked', 'assist_decided', 'recomputed'],
  ended: ['reviewed', 'called_back', 'closed', 'redone', 'reopened', 'terminated', 'rated', 'spot_checked', 'kept_closed', 'excluded'],
  supervised: ['reminded', 'overdue', 'escalated', 'supervised', 'supervise_result', 'letter_issued', 'letter_received', 'letter_answered', 'letter_late', 'letter_closed', 'inspected'],
  conferred: ['difficult_marked', 'conference_needed', 'conference_called', 'conference_answered', 'conference_begun', 'conference_cancelled', 'conference_concluded', 'sealed', 'recused'],
}

/** The kinds of events in groups, none empty; a kind that is new to the page stands last. */
export function hookGroups(kinds: readonly string[]): { name: string; kinds: string[] }[] {
  const known = new Set(Object.values(GROUPS).flat())
  return [...Object.entries(GROUPS).map(([name, all]) => ({ name, kinds: all.filter((k) => kinds.includes(k)) })), { name: 'other', kinds: kinds.filter((k) => !known.has(k)) }].filter((g) => g.kinds.length)
}

/** Reads such lines; `bad` is the first line that has no equals sign, from 1. */
export function readLines(text: string): { map: Record<string, string>; bad?: number } {
  const map: Record<string, string> = {}
  const lines = text.split('\n')
  for (const [i, line] of lines.entries()) {
    if (!line.trim()) continue
    const at = line.indexOf('=')
    const left = line.slice(0, at).trim()
    const right = line.slice(at + 1).trim()
    if (at < 1 || !left || !right) return { map, bad: i + 1 }
    map[left] = right
  }
  return { map }
}
