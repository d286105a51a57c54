import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { hook, shoot, useStand } from './harness.ts'

const stand = useStand(12)

test('a brief is taken out as Word and PDF', async () => {
  const page = await stand.open('supervisor', '/briefs')
  await page.locator('[data-test^="brief-2"]').first().locator('a').first().click()
  await hook(page, 'papers').locator('summary').click()
  await shoot(page, 'papers-menu')
  for (const [kind, begin] of [['docx', 'PK'], ['pdf', '%PDF-']] as const) {
    if (!(await hook(page, `take-${kind}`).isVisible())) await hook(page, 'papers').locator('summary').click()
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: 90_000 }), hook(page, `take-${kind}`).click()])
    expect(file.suggestedFilename()).toMatch(new RegExp(`^工作简报.*\\.${kind}$`))
    expect((await readFile(await file.path())).subarray(0, begin.length).toString('latin1')).toBe(begin)
  }
})
