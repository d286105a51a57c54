import { nextTick, ref } from 'vue'

const MOVES: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

/** One stop for Tab in a field of many cells; the arrows move inside it. Cells carry data-cell="row,column". */
export function useCells(first: string) {
  const at = ref(first)
  const tab = (row: number, column: number) => (at.value === `${row},${column}` ? 0 : -1)

  async function onKey(event: KeyboardEvent) {
    const move = MOVES[event.key]
    const from = event.target instanceof Element ? event.target.closest('[data-cell]') : null
    const field = event.currentTarget
    if (!move || !from || !(field instanceof Element)) return
    event.preventDefault()
    let [row, column] = (from.getAttribute('data-cell') ?? '').split(',').map(Number) as [number, number]
    // Cells without a number are no stops: the next one that has one is.
    for (let i = 0; i < 60; i++) {
      row += move[0]
      column += move[1]
      const next = field.querySelector<HTMLElement | SVGElement>(`[data-cell="${row},${column}"]`)
      if (!next) continue
      at.value = `${row},${column}`
      await nextTick()
      next.focus()
      return
    }
  }
  return { at, tab, onKey }
}
