import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { hook, shoot, useStand } from './harness.ts'

const stand = useStand(1)

/** Holds back the scripts of a page until they are let go. */
async function hold(page: Page, name: RegExp): Promise<() => void> {
  let go: () => void = () => undefined
  const held = new Promise<void>((done) => { go = done })
  await page.route(name, async (route) => {
    await held
    await route.continue()
  })
  return go
}

test('a page that takes its time says so: the first one, the next one, and a part of one', async () => {
  const page = await stand.open('admin', '/healthz')
  const first = await hold(page, /AdminView-.*\.js/)
  const part = await hold(page, /UsersAdmin-.*\.js/)
  const next = await hold(page, /ArticlesView-.*\.js/)
  await page.goto(`${stand.server.url}/admin/users`, { waitUntil: 'commit' })
  await page.getByText('正在打开').waitFor()
  first()
  await hook(page, 'admin').locator('.shape').waitFor()
  await page.locator('.shape-row').first().waitFor()
  await shoot(page, 'loading-part')
  part()
  await hook(page, 'admin-users').waitFor()
  await page.locator('.nav a[href="/articles"]').click()
  await hook(page, 'going').waitFor()
  next()
  await hook(page, 'going').waitFor({ state: 'detached' })
  await hook(page, 'articles').waitFor()
})

test('a page or a part that does not come offers to open it again, and then opens', async () => {
  const page = await stand.open('admin', '/admin/users')
  await hook(page, 'admin-users').waitFor()
  await page.route(/(TokensAdmin|ArticlesView)-.*\.js/, (route) => route.abort())
  await hook(page, 'section-tokens').click()
  await hook(page, 'piece-lost').waitFor()
  await shoot(page, 'loading-part-lost')
  await page.locator('.nav a[href="/articles"]').click()
  await hook(page, 'page-lost').waitFor()
  await shoot(page, 'loading-page-lost')
  await page.unroute(/(TokensAdmin|ArticlesView)-.*\.js/)
  await hook(page, 'page-again').click()
  await hook(page, 'articles').waitFor()

  const fresh = await stand.open('admin', '/healthz')
  await fresh.route(/AdminView-.*\.js/, (route) => route.abort())
  await fresh.goto(`${stand.server.url}/admin/tokens`)
  await hook(fresh, 'piece-lost').waitFor()
  await fresh.unroute(/AdminView-.*\.js/)
  await hook(fresh, 'piece-again').click()
  await hook(fresh, 'admin').waitFor()
})
