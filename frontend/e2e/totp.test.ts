import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PASSWORD } from './account.ts'
import { hook, linked, PHONE, shoot, useStand } from './harness.ts'

process.env.HOTLINE_TOTP_REQUIRED = 'supervisor'
const stand = useStand()

/** What the authenticator on the telephone shows at the server's time (RFC 6238). */
async function codeOf(secret: string): Promise<string> {
  const { now } = (await (await fetch(`${stand.server.url}/api/v1/time`)).json()) as { now: string }
  const bits = [...secret.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => Number.parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.parse(now) / 30_000)))
  const sum = createHmac('sha1', key).update(step).digest()
  return String((sum.readUInt32BE((sum.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function signIn(page: Page, username: string) {
  await hook(page, 'username').fill(username)
  await hook(page, 'password').fill(PASSWORD)
  await hook(page, 'submit').click()
}

/** Sets up the second factor on the page of the account, and gives its secret and the recovery codes. */
async function enrol(page: Page, picture: string) {
  await hook(page, 'factor-on').click()
  await hook(page, 'enrol-password').fill(PASSWORD)
  await hook(page, 'enrol-begin').click()
  const secret = await hook(page, 'enrol-secret').innerText()
  await shoot(page, `${picture}-setup`)
  await hook(page, 'enrol-code').fill(await codeOf(secret))
  await hook(page, 'enrol-confirm').click()
  await hook(page, 'recovery').waitFor()
  await shoot(page, `${picture}-recovery`)
  const codes = await hook(page, 'recovery-code').allInnerTexts()
  expect(codes).toHaveLength(10)
  await hook(page, 'recovery-kept').click()
  return { secret, codes }
}

test('an agent sets up one-time codes, signs in with one, ends another session, and an administrator helps when the telephone is lost', async () => {
  const desk = await stand.stranger('/login')
  await signIn(desk, 'agent')
  await desk.waitForURL('**/desk')
  await desk.goto(stand.server.url + '/me/security')
  await shoot(desk, 'security')
  const { secret, codes } = await enrol(desk, 'totp')
  await hook(desk, 'recovery-left').waitFor()

  const phone = await stand.stranger('/login', { viewport: PHONE })
  await signIn(phone, 'agent')
  await hook(phone, 'code').waitFor()
  await shoot(phone, 'totp-code-390')
  await hook(phone, 'code').fill('000000')
  await hook(phone, 'submit').click()
  await hook(phone, 'error').waitFor()
  await stand.advance('30s')
  await hook(phone, 'code').fill(await codeOf(secret))
  await hook(phone, 'submit').click()
  await phone.waitForURL('**/desk')
  await linked(phone)
  await phone.goto(stand.server.url + '/me/security')
  await hook(phone, 'visit').nth(1).waitFor()
  await shoot(phone, 'security-390')

  await desk.reload()
  await hook(desk, 'visit').nth(1).waitFor()
  await shoot(desk, 'security-on')
  await hook(desk, 'visit-end').first().click()
  await hook(phone, 'login').waitFor()

  const lost = await stand.stranger('/login')
  await signIn(lost, 'agent')
  await hook(lost, 'code').fill(codes[0] ?? '')
  await hook(lost, 'submit').click()
  await lost.waitForURL('**/desk')

  const admin = await stand.open('admin', '/admin/users')
  await hook(admin, 'user-search').fill('agent')
  await hook(admin, 'access-agent').click()
  await hook(admin, 'visit').first().waitFor()
  await shoot(admin, 'users-access')
  await hook(admin, 'user-factor-remove').click()
  await hook(admin, 'user-factor-confirm').click()
  await hook(lost, 'login').waitFor()
  await signIn(lost, 'agent')
  await lost.waitForURL('**/desk')
})

test('a supervisor, whose role needs one-time codes, does nothing before they are set up', async () => {
  const page = await stand.stranger('/login', { viewport: PHONE })
  await signIn(page, 'supervisor')
  await hook(page, 'must').waitFor()
  await shoot(page, 'totp-must-390')
  await page.goto(stand.server.url + '/supervise')
  await hook(page, 'must').waitFor()
  await enrol(page, 'totp-must-390')
  await page.waitForURL('**/supervise')
  await linked(page)
})
