import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { DESK, PHONE, useStand } from './harness.ts'

const stand = useStand(1)
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What stands in the way of people who do not see, hear or move as others do. */
async function barriers(page: Page): Promise<string[]> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(AXE)
  const found = await page.evaluate(() => (window as unknown as { axe: { run(o: object): Promise<AxeResults> } }).axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
  }))
  return found.violations.flatMap((v) => v.nodes.map((n) => `${page.url()} ${v.id}: ${n.target.join(' ')}`))
}

test.each(['/', '/embed', '/track', '/answers', '/login', '/api/docs'])('nothing bars the way on %s', async (path) => {
  for (const viewport of [PHONE, DESK]) expect(await barriers(await stand.stranger(path, { viewport }))).toEqual([])
})

test.each([
  ['agent', '/desk'], ['agent', '/calls'], ['agent', '/articles'], ['dispatcher', '/triage'], ['liaison-zhujian', '/unit'], ['supervisor', '/supervise'],
  ['supervisor', '/exchange'], ['admin', '/admin/import'], ['admin', '/admin/platforms'], ['admin', '/admin/webhooks'], ['admin', '/admin/open311'], ['admin', '/me/security'],
  ['admin', '/admin/users'], ['admin', '/admin/tokens'], ['admin', '/admin/exchange'], ['admin', '/admin/channels'], ['agent', '/me/notifications'], ['agent', '/articles/new'], ['supervisor', '/articles'],
])('nothing bars the way of the %s on %s', async (who, path) => {
  expect(await barriers(await stand.open(who, path))).toEqual([])
})
