import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PASSWORD } from './account.ts'
import { becomes, hook, linked, useStand } from './harness.ts'

const stand = useStand()

async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await hook(page, 'username').fill(username)
  await hook(page, 'password').fill(password)
  await hook(page, 'submit').click()
}
const path = (page: Page) => new URL(page.url()).pathname

/** The pages of each role, its home first, and some of others. */
const PAGES: Record<string, { home: string; closed: string[] }> = {
  agent: { home: '/desk', closed: ['/triage', '/unit', '/supervise', '/admin'] },
  dispatcher: { home: '/triage', closed: ['/desk', '/unit', '/supervise'] },
  'liaison-heping': { home: '/unit', closed: ['/desk', '/triage', '/callbacks', '/supervise', '/admin'] },
  supervisor: { home: '/supervise', closed: ['/unit'] },
  admin: { home: '/admin', closed: ['/desk', '/triage', '/unit'] },
}

for (const [username, { home, closed }] of Object.entries(PAGES)) {
  test(`${username} signs in to ${home} and comes back there from pages of others`, async () => {
    const page = await stand.stranger('/login')
    await signIn(page, username)
    await page.waitForURL((url) => url.pathname.startsWith(home))
    await linked(page)
    for (const other of closed) {
      await page.goto(stand.server.url + other)
      await hook(page, 'top').waitFor()
      expect(path(page), other).toMatch(new RegExp(`^${home}`))
    }
    for (const link of await hook(page, 'top').getByRole('navigation').getByRole('link').all()) {
      expect(closed).not.toContain(await link.getAttribute('href'))
    }
  })
}

test('a wrong password is said and the name stays', async () => {
  const page = await stand.stranger('/login')
  await signIn(page, 'agent', 'wrong-password')
  await page.getByRole('alert').waitFor()
  expect(path(page)).toBe('/login')
  expect(await hook(page, 'username').inputValue()).toBe('agent')
  expect(await hook(page, 'password').inputValue()).toBe('')
})

test('five wrong passwords lock the account, and the page says until when', async () => {
  const page = await stand.stranger('/login')
  for (let n = 0; n < 5; n++) {
    const answered = page.waitForResponse((r) => r.url().endsWith('/session') && r.request().method() === 'POST')
    await signIn(page, 'liaison-binhe', 'wrong-password')
    await answered
  }
  await becomes(() => page.getByRole('alert').textContent()).toMatch(/\d{1,2}:\d{2}/)
  await signIn(page, 'liaison-binhe')
  await becomes(() => page.getByRole('alert').textContent()).toMatch(/\d{1,2}:\d{2}/)
  expect(path(page)).toBe('/login')

  await stand.advance('16m')
  await signIn(page, 'liaison-binhe')
  await page.waitForURL('**/unit')
})

test('somebody signed out returns to where they were', async () => {
  const agent = await stand.account('agent')
  const { items } = await agent.get<{ items: { no: string }[] }>('/tickets?limit=1')
  const wanted = `/tickets/${items[0]?.no}`
  const page = await stand.stranger(wanted)
  await page.waitForURL('**/login?**')
  await signIn(page, 'agent')
  await page.waitForURL(`**${wanted}`)
  await hook(page, 'detail').or(page.getByRole('main')).first().waitFor()
})

test('signing out ends the session in every tab', async () => {
  const page = await stand.stranger('/login')
  await signIn(page, 'agent')
  await page.waitForURL('**/desk')
  const tab = await page.context().newPage()
  await tab.goto(`${stand.server.url}/desk`)
  await linked(tab)
  await hook(page, 'user-menu').click()
  await hook(page, 'sign-out').click()
  await page.waitForURL('**/login**')
  await tab.waitForURL('**/login?to=**')
})
