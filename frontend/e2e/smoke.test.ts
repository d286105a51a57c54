import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { TicketRow } from '../src/api/types.ts'
import { DESK, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { MONTH } from './server.ts'

const stand = useStand()

/** Every page with somebody who may open it; `wide` pages are made for a desk and only must not break on a phone. */
interface Look { path: string; user?: string; wide?: boolean; name?: string; leadsTo?: string }

const UNIT = 'zhujian'
const LOOKS: Look[] = [
  { path: '/', name: 'public' },
  { path: '/track' },
  { path: '/login' },
  { path: '/desk', user: 'agent', wide: true },
  { path: '/callbacks', user: 'agent' },
  { path: '/triage', user: 'dispatcher' },
  { path: '/reviews', user: 'dispatcher' },
  { path: '/unit', user: `liaison-${UNIT}` },
  { path: '/tickets', user: 'dispatcher' },
  { path: '/tickets/:no', user: 'dispatcher', name: 'ticket' },
  { path: '/unit/:no', user: `liaison-${UNIT}`, name: 'unit-open' },
  { path: '/supervise', user: 'supervisor' },
  { path: '/scores', user: 'supervisor', leadsTo: `/scores/${MONTH}` },
  { path: `/scores/${MONTH}/${UNIT}`, user: 'supervisor', name: 'scores-unit' },
  { path: '/briefs', user: 'supervisor' },
  { path: `/briefs/${MONTH}`, user: 'supervisor', name: 'brief' },
  { path: '/insight', user: 'supervisor' },
  { path: '/admin/model', user: 'supervisor' },
  { path: '/wall', user: 'supervisor' },
  ...['units', 'users', 'catalogue', 'limits', 'calendar', 'schemes', 'tokens', 'jobs', 'audit'].map((section) => ({ path: `/admin/${section}`, user: 'admin' })),
]

/** Waits until the page has said all it has to say: nothing is being asked of the server and no shape stands for words. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('main').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.locator('.sk, [aria-busy="true"]').first().waitFor({ state: 'detached' })
}

/** The frames of the page that have to be pushed sideways to be read. */
const sticking = (page: Page) => page.evaluate(() => {
  const frames: Element[] = []
  for (let e = document.querySelector('main') as Element | null; e; e = e.parentElement) frames.push(e)
  return frames.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => {
    const edge = e.getBoundingClientRect().left + e.clientWidth
    const out = [...e.querySelectorAll('*')].filter((x) => x.getBoundingClientRect().right > edge + 1).slice(0, 3)
    return `${e.tagName}.${e.className}: ${out.map((x) => `${x.tagName}.${x.getAttribute('class') ?? ''}`).join(', ')}`
  })
})

/** A browser notes the answer that nobody is signed in; pages that are open to everybody live with it. */
const meant = (complaint: string) => complaint.includes('/login') && complaint.includes('401')

/** A ticket that lies with the unit. */
async function ticketOf(unit: string): Promise<string> {
  const { items } = await (await stand.account('dispatcher')).get<{ items: TicketRow[] }>(`/tickets?unit=${unit}&limit=20`)
  const open = items.find((r) => ['dispatched', 'accepted', 'contacted'].includes(r.state)) ?? items[0]
  if (!open) throw new Error(`the sample district has no ticket of ${unit}`)
  return open.no
}

/** The clocks that reach over the edge of the page, where their words are lost. */
const cutClocks = (page: Page) => page.locator('[data-test="clock"]').evaluateAll((clocks) =>
  clocks.filter((c) => [...c.children].some((e) => e.getBoundingClientRect().right > window.innerWidth + 1)).map((c) => c.textContent))

/** Looks at the page as it stands at this width. */
async function look(page: Page, at: string, name: string, wide: boolean): Promise<void> {
  await settled(page)
  if (await hook(page, 'top').count()) await linked(page)
  await shoot(page, name)
  expect(new URL(page.url()).pathname, 'the page is the one asked for').toBe(at)
  expect(await page.title()).not.toBe('')
  expect(await page.getByRole('main').count(), 'one main landmark').toBe(1)
  expect(await page.locator('main').evaluate((main) => main.textContent.trim().length), 'the page has words').toBeGreaterThan(10)
  if (!wide) expect(await sticking(page), 'nothing sticks out to the right').toEqual([])
  expect(await cutClocks(page), 'every clock can be read').toEqual([])
  expect(stand.complaints.filter((c) => !meant(c))).toEqual([])
}

for (const { path, user, wide = false, name, leadsTo } of LOOKS) {
  const title = name ?? path.slice(1).replaceAll('/', '-')
  test(`${title} at the desk and on the phone`, async () => {
    const at = path.includes(':no') ? path.replace(':no', await ticketOf(UNIT)) : path
    const page = await (user ? stand.open(user, at) : stand.stranger(at))
    await look(page, leadsTo ?? at, `${title}-${DESK.width}`, false)
    await page.setViewportSize(PHONE)
    await page.reload()
    await look(page, leadsTo ?? at, `${title}-${PHONE.width}`, wide)
  })
}
