/** The steps of the blue ramp by the largest township: quantity in five shades. */
export function shades(most: number): number[] {
  const step = Math.max(1, Math.ceil(Math.max(5, most) / 5))
  return [1, 2, 3, 4].map((i) => i * step + 1)
}

/** The shade of a count, 1 to 5. */
export const shadeOf = (n: number, bounds: readonly number[]): number => 1 + bounds.filter((b) => n >= b).length

/** "柳林" of 柳林镇: the tile has room for two or three characters. */
export const townShort = (town: string): string => (town.length > 2 ? town.replace(/(街道|镇|乡)$/, '') : town)

/** How much a board of 1920 × 1080 is scaled to fill a screen. */
export const scaleFor = (width: number, height: number): number => Math.min(width / 1920, height / 1080)

/** The key by which a row of the feed is known again: it has no number on purpose. */
export const feedKey = (row: { at: string; unit_name: string; category_name: string }): string => `${row.at}${row.category_name}${row.unit_name}`
