// Takes the pictures of the guides from a running sample district:
//   bin/server demo --dir /tmp/guide --listen 127.0.0.1:8899
//   node frontend/pictures/take.mjs http://127.0.0.1:8899 [name …]
// They show made-up data only. Each is a webp of at most 60 kB in src/views/help/pictures.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [base, ...wanted] = process.argv.slice(2)
const OUT = join(import.meta.dirname, '../src/views/help/pictures')
const LIMIT = 60_000
const SIZE = { width: 1440, height: 900 }
const SCALE = 5 / 6
const MONTH = process.env.MONTH ?? '2026-11'
const WEEK = process.env.WEEK ?? '2026-W47'
const LAMP = '小区门口的路灯坏了三盏，晚上走路看不清，已经有人摔倒，请尽快修好。'

async function signIn(username) {
  const response = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password: 'hotline-demo' }) })
  if (!response.ok) throw new Error(`${username}: ${response.status}`)
  const { csrf } = await response.json()
  const cookie = response.headers.getSetCookie()[0].split(';')[0]
  const call = async (method, path, body) => {
    const answer = await fetch(`${base}/api/v1${path}`, { method, headers: { Cookie: cookie, 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${username} ${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  return { cookie, get: (path) => call('GET', path), post: (path, body = {}) => call('POST', path, body) }
}

const people = new Map()
const person = (name) => people.get(name) ?? people.set(name, signIn(name)).get(name)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })

async function open(username, path) {
  const { cookie } = await person(username)
  const context = await browser.newContext({ viewport: SIZE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const [name, value] = cookie.split('=', 2)
  await context.addCookies([{ name, value, url: base, httpOnly: true, sameSite: 'Strict' }])
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await page.goto(base + path)
  await page.waitForTimeout(1500)
  return page
}
const hook = (at, name) => at.locator(`[data-test="${name}"]`)

/** A ticket that was registered and sent to units just now. */
async function ticket(lead, co = [], tasks) {
  const agent = await person('agent')
  return agent.post('/tickets', {
    type: 'help', channel: 'phone', urgency: 'general', title: '', text: LAMP, place: { address: `和平大街${10 + Math.floor(Math.random() * 400)}号`, town: '和平镇' },
    caller: { name: '测试乙', phone: `138000${10000 + Math.floor(Math.random() * 89999)}`, anonymous: false, confidential: false, wants_reply: true }, dispatch: { lead, co_units: co, reason: co.length ? '主办修复，协办配合' : '', tasks },
  })
}
const act = async (who, no, action, body) => (await person(who)).post(`/tickets/${no}/${action}`, body)
/** A draft of the kind, made if there is none. */
async function bulletin(kind, period, unit) {
  const boss = await person('supervisor')
  const { items } = await boss.get(`/bulletins?kind=${kind}&state=draft`)
  return (items[0] ?? (await boss.post('/bulletins', { kind, period, unit }))).id
}
const card = (page, name) => hook(page, name).first().scrollIntoViewIfNeeded()

/** Every picture: who opens what, and what is done before it is taken. */
const pictures = {
  unit: async () => {
    const { no } = await ticket('chengguanju')
    return open('liaison-chengguanju', `/unit/${no}`)
  },
  reply: async () => {
    const { no } = await ticket('tiyu')
    await act('liaison-tiyu', no, 'accept')
    await act('liaison-tiyu', no, 'contact', { method: 'phone', reached: true, note: '约定明日上午现场查看。' })
    const page = await open('liaison-tiyu', `/unit/${no}`)
    await hook(page, 'act-reply').first().click()
    await page.locator('textarea').first().fill('已安排人员尽快处理，感谢您的反映。')
    await page.waitForTimeout(1200)
    return page
  },
  parts: async () => {
    const { no } = await ticket('chengguanju', ['gongan', 'heping'].filter(Boolean)).catch(() => ticket('chengguanju', ['tiyu']))
    await act('liaison-chengguanju', no, 'accept')
    const page = await open('liaison-chengguanju', `/unit/${no}`)
    await hook(page, 'parts').first().scrollIntoViewIfNeeded().catch(() => undefined)
    return page
  },
  return: async () => {
    const { no } = await ticket('tiyu')
    const page = await open('liaison-tiyu', `/unit/${no}`)
    await hook(page, 'act-return').click()
    await hook(page, 'field-reason-not_duty').check()
    await hook(page, 'field-basis').fill('城市照明设施由区城市管理局管养，不属于本单位职责，见职责清单第三条。')
    return page
  },
  letter: async () => {
    const { items } = await (await person('supervisor')).get('/letters?state=issued')
    const page = await open(`liaison-${items[0].unit}`, `/unit/${items[0].no}`)
    await card(page, 'letters-card')
    return page
  },
  feedback: async () => {
    return open('supervisor', `/bulletins/${await bulletin('feedback', MONTH, 'chengguanju')}`)
  },
  supervise: async () => open('supervisor', '/supervise'),
  ladder: async () => {
    const { items } = await (await person('supervisor')).get('/letters')
    const found = items.find((l) => l.level >= 2) ?? items[0]
    const page = await open('supervisor', `/tickets/${found.no}`)
    await card(page, 'letters-card')
    return page
  },
  returns: async () => {
    const { no } = await ticket('tiyu')
    await act('liaison-tiyu', no, 'return', { reason: 'not_duty', basis: '城市照明设施由区城市管理局管养，不属于本单位职责，见职责清单第三条。', suggested: 'chengguanju' })
    return open('dispatcher', `/triage/${no}?tab=returns`)
  },
  conference: async () => {
    const { no } = await ticket('tiyu')
    await act('supervisor', no, 'confer', { units: ['tiyu', 'chengguanju'], at: new Date(Date.now() + 26 * 3600_000).toISOString(), place: '政务服务中心 302 会议室', reason: '照明设施管养职责不清，两家各有依据。' })
    const page = await open('supervisor', `/tickets/${no}`)
    await card(page, 'conference')
    return page
  },
  bulletin: async () => {
    const page = await open('supervisor', `/bulletins/${await bulletin('weekly', WEEK)}`)
    await hook(page, 'words-overall').click()
    const area = hook(page, 'text-overall')
    await area.fill(`${await area.inputValue()}其中供热类 99 件。`)
    await area.blur()
    await hook(page, 'strange').waitFor()
    return page
  },
  access: async () => open('supervisor', '/admin/access'),
}

/** The page as webp; quality, then height, give way until it is small enough and still reads. */
async function keep(name, page) {
  const session = await page.context().newCDPSession(page)
  for (let height = SIZE.height; height >= 400; height -= 50) {
    for (const quality of [70, 60, 50]) {
      const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, clip: { x: 0, y: 0, width: SIZE.width, height, scale: SCALE } })
      const bytes = Buffer.from(data, 'base64')
      if (bytes.length > LIMIT) continue
      writeFileSync(join(OUT, `${name}.webp`), bytes)
      console.log(name, bytes.length, 'bytes, height', height, 'quality', quality)
      return
    }
  }
  throw new Error(`${name} stays above ${LIMIT} bytes`)
}

mkdirSync(OUT, { recursive: true })
for (const [name, prepare] of Object.entries(pictures)) {
  if (wanted.length && !wanted.includes(name)) continue
  try {
    const page = await prepare()
    await keep(name, page)
    await page.context().close()
  } catch (error) {
    process.exitCode = 1
    console.error(name, String(error).slice(0, 400))
  }
}
await browser.close()
