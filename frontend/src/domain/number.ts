/** "3,164": thousands with a comma. */
export const count = (n: number): string => n.toLocaleString('en-US')

/** "0.98": a score with two decimals. */
export const score = (n: number): string => n.toFixed(2)

/** "97.53%": a rate with two decimals; a dash where nothing was due. */
export const rate = (num: number, den: number): string => (den === 0 ? '—' : ((num / den) * 100).toFixed(2) + '%')
