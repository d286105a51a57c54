/** A mobile of 11 digits or a landline with its area code; the server normalises it again. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/[\s\-()+]/g, '').replace(/^86(?=1\d{10}$)/, '')
  return /^1[3-9]\d{9}$/.test(digits) || /^0\d{9,11}$/.test(digits) || /^[2-9]\d{6,7}$/.test(digits) || /^[48]00\d{7}$/.test(digits)
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
