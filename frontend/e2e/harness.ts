import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { Account } from './account.ts'
import { Server, SHOTS } from './server.ts'

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/** A browser of its own: what is open in one knows nothing of another. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS })

export interface OpenOptions {
  viewport?: { width: number; height: number }
  browser?: Browser
  /** The address of a proxy to come through. */
  through?: string
}

/** The stand of one test file: a server, browsers, and what was opened in them. */
export class Stand {
  readonly server: Server
  /** What pages complained about on their consoles since the test began. */
  readonly complaints: string[] = []
  private readonly browsers: Browser[] = []
  private readonly accounts = new Map<string, Promise<Account>>()
  private contexts: BrowserContext[] = []

  constructor(days: number, config = '') {
    this.server = new Server(days, config)
  }

  async up(): Promise<void> {
    const [browser] = await Promise.all([launch(), this.server.start()])
    this.browsers.push(browser)
  }

  async down(): Promise<void> {
    await Promise.all(this.browsers.map((b) => b.close()))
    await this.server.remove()
  }

  async anotherBrowser(): Promise<Browser> {
    const browser = await launch()
    this.browsers.push(browser)
    return browser
  }

  /** Somebody's way through the API; signed in once. */
  account(username: string): Promise<Account> {
    let account = this.accounts.get(username)
    if (!account) this.accounts.set(username, (account = Account.signIn(this.server.url, username)))
    return account
  }

  /** A page of somebody without a session: a citizen, or one who is about to sign in. */
  async stranger(path: string, options: OpenOptions = {}): Promise<Page> {
    const page = await this.newPage(options)
    await page.goto(this.server.url + path)
    return page
  }

  /** A page of somebody signed in, in a browser profile of its own, once its push link stands. */
  async open(username: string, path: string, options: OpenOptions = {}): Promise<Page> {
    const { cookie } = await this.account(username)
    const page = await this.newPage(options)
    const base = options.through ?? this.server.url
    const [name, value] = cookie.split('=', 2)
    await page.context().addCookies([{ name: name ?? '', value: value ?? '', url: base, httpOnly: true, sameSite: 'Strict' }])
    await page.goto(base + path)
    return page
  }

  /** Moves the server's clock forward. */
  async advance(span: string): Promise<void> {
    const response = await fetch(`${this.server.url}/api/v1/test/clock`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ advance: span }),
    })
    if (!response.ok) throw new Error(`the clock answered ${response.status}: ${await response.text()}`)
  }

  /** Moves the server's clock to a moment, if that lies ahead. */
  async until(iso: string): Promise<void> {
    const { now } = (await (await fetch(`${this.server.url}/api/v1/time`)).json()) as { now: string }
    const ahead = Date.parse(iso) - Date.parse(now)
    if (ahead > 0) await this.advance(`${ahead}ms`)
  }

  /** Closes every page; after a failure takes their pictures first. */
  async clear(failed: string | null): Promise<void> {
    const pages = this.contexts.flatMap((c) => c.pages())
    if (failed) await Promise.all(pages.map((page, i) => shoot(page, `failed-${failed}-${i + 1}`).catch(() => undefined)))
    await Promise.all(this.contexts.map((c) => c.close()))
    this.contexts = []
    this.complaints.length = 0
  }

  private async newPage({ viewport = DESK, browser = this.browsers[0] }: OpenOptions): Promise<Page> {
    if (!browser) throw new Error('the stand is not up')
    const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', hasTouch: viewport.width < 600 })
    this.contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(`${page.url()}: ${message.text()}`)
    })
    return page
  }
}

/** Gives a test file its stand, with so many days of history, and clears the pages after each test. */
export function useStand(days = 3, config = ''): Stand {
  const stand = new Stand(days, config)
  beforeAll(() => stand.up())
  afterEach(async ({ task }) => {
    const failed = task.result?.state === 'fail' ? task.name.replace(/[^\w-]+/g, '-') : null
    await stand.clear(failed)
  })
  afterAll(() => stand.down())
  return stand
}

/** Saves what the page shows, for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
}

/** The element that tests know by this name. */
export const hook = (at: Page | Locator, name: string): Locator => at.locator(`[data-test="${name}"]`)

/** The row of a ticket in whatever list the page shows. */
export const row = (page: Page, no: string): Locator => page.locator(`[data-test="ticket-row"][data-no="${no}"]`)

/** Waits until the page's link to the server stands; a phone has no room to say so. */
export async function linked(page: Page): Promise<void> {
  await page.locator('[data-test="link"][data-state="up"]').waitFor({ state: 'attached' })
}

/** Waits until the ticket on the page is in this state. */
export async function inState(at: Page | Locator, state: string): Promise<void> {
  await hook(at, 'state').and(at.locator(`[data-state="${state}"]`)).first().waitFor()
}

/** Waits until a value read again and again is the wanted one. */
export const becomes = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000, interval: 100 })

/** Chooses a field of an open form by its hook; the ring of a styled radio covers the input. */
export const choose = (at: Page | Locator, name: string): Promise<void> => hook(at, name).check({ force: true })

/** New rows wait behind a bar so that a list does not jump; shows them if they do, until the row is there. */
export async function shown(page: Page, no: string): Promise<void> {
  await becomes(async () => {
    const bar = hook(page, 'new-rows')
    if (!(await row(page, no).isVisible()) && (await bar.isVisible())) await bar.click()
    return row(page, no).isVisible()
  }).toBe(true)
}
