/** A table of codes as lines "left = right", in the order of the left. */
export const writeLines = (map: Record<string, string>) => Object.entries(map).sort(([a], [b]) => a.localeCompare(b)).map(([a, b]) => `${a} = ${b}`).join('\n')

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
