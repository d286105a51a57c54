/** A mobile of 11 digits, a landline with or without its area code, a service number, or one abroad; the server normalises it again. */
export function isPhone(text: string): boolean {
  const written = text.normalize('NFKC').split(/ext|[转轉#x,;、]|分机/i)[0]!.replace(/[\s\-–—()./]/g, '')
  if (/^(\+(?!86)|00(?!86))\d{7,15}$/.test(written)) return true
  const digits = written.replace(/^(\+|00|0)?86(?=\d{7,12}$)/, '')
  return /^0?1[3-9]\d{9}$/.test(digits) || /^0\d{9,11}$/.test(digits) || /^[2-9]\d{6,7}$/.test(digits) || /^[48]00\d{7}$/.test(digits) || /^(9[56]|10)\d{3,6}$/.test(digits)
    || (digits !== written && /^[1-9]\d{8,10}$/.test(digits))
}

/** "138****1234" */
export function maskPhone(text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits.length < 7 ? digits : `${digits.slice(0, 3)}****${digits.slice(-4)}`
}

/** "2026-11-23": the local day of an instant. */
export function dayOf(ms: number): string {
  return new Date(ms + 8 * 3600_000).toISOString().slice(0, 10)
}
