import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD } from './account.ts'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { CONFIG, Issuer } from './issuer.ts'

const issuer = new Issuer()
// The issuer has to be known before the server starts, whose hook comes with the stand.
beforeAll(async () => {
  await issuer.start()
  process.env.HOTLINE_OIDC_ISSUER = issuer.url
})
const stand = useStand(3, CONFIG)
afterAll(() => issuer.stop())

const choose = (page: Page, username: string) => page.locator(`button[value="${username}"]`).click()

test('a liaison comes by the identity provider to the own unit, goes back to the page that was wanted, and is signed out there too', async () => {
  const page = await stand.stranger('/letters')
  await hook(page, 'provider').waitFor()
  await shoot(page, 'oidc-login')
  await hook(page, 'provider').click()
  await page.waitForURL(`${issuer.url}/authorize**`)
  await choose(page, 'sso.liaison')
  await page.waitForURL('**/letters')
  await linked(page)
  await hook(page, 'user-menu').click()
  expect(await page.locator('.sheet').innerText()).toContain('区体育局联络员')
  await hook(page, 'menu-security').click()
  await hook(page, 'visit').and(page.locator('[data-current="true"]')).waitFor()
  expect(await hook(page, 'password-part').innerText()).toContain('统一身份认证')
  await shoot(page, 'oidc-security')
  await hook(page, 'user-menu').click()
  const back = page.waitForResponse((r) => r.request().isNavigationRequest() && new URL(r.url()).pathname === '/login')
  await hook(page, 'sign-out').click()
  await back // by way of the provider
  await hook(page, 'login').waitFor()
  await page.goto(stand.server.url + '/unit')
  await hook(page, 'login').waitFor()
})

test('who has no role here is told so, and nobody comes in', async () => {
  const page = await stand.stranger('/login', { viewport: PHONE })
  await hook(page, 'provider').click()
  await choose(page, 'sso.guest')
  await hook(page, 'fault').and(page.locator('[data-fault="role"]')).waitFor()
  await shoot(page, 'oidc-refused-390')
  const admin = await stand.account('admin')
  const { items } = await admin.get<{ items: { target: string; detail: string }[] }>('/audit?kind=sign_in_refused')
  expect(items[0]).toMatchObject({ target: 'sso-guest' })
  await hook(page, 'provider').click()
  await choose(page, '')
  await hook(page, 'fault').and(page.locator('[data-fault="denied"]')).waitFor()
})

test('who leaves at the provider stands before the page of signing in at once', async () => {
  const page = await stand.stranger('/login')
  await hook(page, 'provider').click()
  await choose(page, 'sso.agent')
  await page.waitForURL('**/desk')
  await linked(page)
  const told = await fetch(`${issuer.url}/leave?username=sso.agent`, { method: 'POST' })
  expect(await told.text()).toBe('told of 1\n')
  await hook(page, 'login').waitFor()
})

test('in English nothing is left in Chinese', async () => {
  const page = await stand.stranger('/login')
  await hook(page, 'language').click()
  await page.waitForFunction(() => document.documentElement.lang.startsWith('en'))
  await shoot(page, 'oidc-login-en')
  await hook(page, 'provider').click()
  await choose(page, 'sso.guest')
  const fault = hook(page, 'fault')
  await fault.waitFor()
  expect(await fault.innerText()).not.toMatch(/\p{Script=Han}/u)
  await hook(page, 'username').fill('agent')
  await hook(page, 'password').fill(PASSWORD)
  await hook(page, 'submit').click()
  await page.waitForURL('**/desk')
  await page.goto(stand.server.url + '/me/security')
  await hook(page, 'visit').first().waitFor()
  await hook(page, 'factor-on').click()
  expect(await hook(page, 'security').innerText()).not.toMatch(/\p{Script=Han}/u)
  await shoot(page, 'security-en')
  await page.setViewportSize(PHONE)
  await shoot(page, 'security-en-390')
})

test('a provider that is away keeps nobody out who has a password', async () => {
  await issuer.stop()
  const page = await stand.stranger('/login')
  await hook(page, 'provider').click()
  // Where its doors are is remembered for a while: then the browser itself finds nobody.
  await becomes(async () => page.url().includes('fault=down') || page.url().startsWith('chrome-error:')).toBe(true)
  await page.goto(stand.server.url + '/login?fault=down')
  await hook(page, 'fault').waitFor()
  await shoot(page, 'oidc-down')
  await hook(page, 'username').fill('agent')
  await hook(page, 'password').fill(PASSWORD)
  await hook(page, 'submit').click()
  await page.waitForURL('**/desk')
})
