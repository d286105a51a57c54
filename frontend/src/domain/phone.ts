/** A mobile of 11 digits or a landline with its area code; the server normalises it again. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/[\s\-()+]/g, '').replace(/^86(?=1\d{10}$)/, '')
  return /^1[3-9]\d{9}$/.test(digits) || /^0\d{9,11}$/.test(digits)
}

/** "138****1234" */
export function maskPhone(text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits.length < 7 ? digits : `${digits.slice(0, 3)}****${digits.slice(-4)}`
}
