import { expect, test } from 'vitest'
import { hook, linked, PHONE, shoot, useStand } from './harness.ts'

const stand = useStand()

test.each([['liaison-tiyu', 'liaison', '/unit'], ['supervisor', 'supervisor', '/supervise']])('the guide of %s is reached from the help, its links open and its pictures load', async (user, guide, home) => {
  const page = await stand.open(user, home)
  await linked(page)
  await page.keyboard.press('?')
  await hook(page, 'keys-guide').click()
  await page.waitForURL(`**/help/${guide}`)
  await hook(page, 'guide').waitFor()
  await shoot(page, `help-${guide}`)
  expect(await page.locator('.topic').count()).toBeGreaterThan(10)
  for (const id of await page.locator('nav a[data-test^="toc-"]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))) {
    expect(await page.locator(id).count(), id).toBe(1)
  }
  const broken = await page.locator('.topic img').evaluateAll(async (all) => {
    const images = all as HTMLImageElement[]
    for (const img of images) img.loading = 'eager'
    await Promise.all(images.map((img) => img.decode().catch(() => undefined)))
    return images.filter((img) => !img.naturalWidth).map((img) => img.src)
  })
  expect(broken).toEqual([])
  const links = await page.locator('.topic [data-test="guide-link"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href') ?? ''))])
  for (const link of links) {
    await page.goto(stand.server.url + link)
    await linked(page)
    expect(new URL(page.url()).pathname.startsWith(link.split('?')[0] ?? ''), link).toBe(true)
    expect(await page.getByText('没有这个页面').count(), link).toBe(0)
  }
  expect(stand.complaints).toEqual([])
})

test('the guide can be read on a phone and in English, and the menu leads to it', async () => {
  const page = await stand.open('supervisor', '/help/supervisor', { viewport: PHONE })
  await hook(page, 'guide').waitFor()
  await shoot(page, 'help-390')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const desk = await stand.open('supervisor', '/supervise')
  await hook(desk, 'user-menu').click()
  await hook(desk, 'language').click()
  await hook(desk, 'menu-guide').click()
  await hook(desk, 'guide').getByText('Guide for supervisors').waitFor()
})
