/** Cuts a title into a head that may shrink and a tail that never does.
 *  The tail is the last seven characters and never starts with punctuation. */
export function middleCut(title: string, tailLength = 7): [head: string, tail: string] {
  const chars = [...title]
  if (chars.length <= tailLength + 4) return [title, '']
  let at = chars.length - tailLength
  while (at < chars.length - 1 && /[\p{P}\s]/u.test(chars[at] ?? '')) at++
  return [chars.slice(0, at).join(''), chars.slice(at).join('')]
}

/** Splits a ticket number into date and serial; `short` drops the year: 1123-0043. */
export function splitNo(no: string, short = false): [date: string, serial: string] {
  const at = no.lastIndexOf('-')
  if (at < 0) return ['', no]
  const date = no.slice(0, at)
  return [(short && date.length === 8 ? date.slice(4) : date) + '-', no.slice(at + 1)]
}
