/** The letters of a query code leave out those that are misread: 0 and O, 1 and I. */
const LETTERS = /^[2-9A-HJ-NP-Z]$/
const MISREAD: Record<string, string> = { O: 'Q', 0: 'Q', I: 'J', 1: 'L' }

/** A query code as the server keeps it: "7k3-9qf" is 7K39QF. */
export const plainCode = (typed: string): string => typed.toUpperCase().replace(/[^0-9A-Z]/g, '')

/** A query code as people read it: 7K3-9QF. */
export const shownCode = (code: string): string => (code.length === 6 ? `${code.slice(0, 3)}-${code.slice(3)}` : code)

/** The first letter that no code has, and the one it was probably read for. */
export function misread(typed: string): { wrong: string; likely: string } | null {
  const wrong = [...plainCode(typed)].find((c) => !LETTERS.test(c))
  return wrong ? { wrong, likely: MISREAD[wrong] ?? '' } : null
}

/** "20261120-0112": the number as typed, with any dash or none. */
export function plainNo(typed: string): string {
  const digits = typed.replace(/\D/g, '')
  return digits.length >= 12 ? `${digits.slice(0, 8)}-${digits.slice(8)}` : typed.trim()
}
export const isNo = (no: string): boolean => /^\d{8}-\d{4,}$/.test(no)

/** Could this be a telephone number? The server has the last word. */
export const isPhone = (typed: string): boolean => /^\+?[\d\s()./-]{5,20}$/.test(typed.trim()) && typed.replace(/\D/g, '').length >= 7
