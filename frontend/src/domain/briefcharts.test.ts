import { expect, it } from 'vitest'
import { amount, columnSums, heatScale, heatStep, lines } from './briefcharts'

it('draws rates on an axis that begins below the lowest, names pushed apart', () => {
  const drawn = lines({ key: 't', kind: 'lines', caption: '', labels: ['2026-09', '2026-10'], lines: [{ label: '接单', values: [98, 98.5] }, { label: '办结', values: [97, 98.4] }, { label: '满意', values: [null, 91] }] })
  expect(drawn.grid[0]?.v).toBe(90)
  expect(drawn.labels.map((l) => l.label)).toEqual(['9', '10'])
  const said = drawn.lines.map((l) => l.said).sort((a, b) => a - b)
  for (let i = 1; i < said.length; i++) expect((said[i] ?? 0) - (said[i - 1] ?? 0)).toBeGreaterThanOrEqual(10.9)
  expect(drawn.lines[2]?.path.startsWith('M')).toBe(true)
  expect(drawn.lines[2]?.path).not.toContain('L')
})

it.each([[0, 0], [1, 1], [4, 1], [5, 2], [19, 3], [20, 4], [49, 4], [50, 5], [500, 5]])('gives %i the step %i', (n, step) => {
  expect(heatStep(n)).toBe(step)
})

it('sums columns and writes hundredths', () => {
  expect(columnSums([{ label: 'a', counts: [1, 2], sum: 3 }, { label: 'b', counts: [3, 4], sum: 7 }])).toEqual([4, 6])
  expect(amount({ hundredths: true }, 9741)).toBe('97.41')
  expect(heatScale.map((s) => s.words)).toEqual(['1–4', '5–9', '10–19', '20–49', '≥50'])
})
