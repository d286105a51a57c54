import { chromium } from 'playwright-core'
const base = process.argv[2], out = process.argv[3], list = process.argv.slice(4)
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const sess = {}
for (const item of list) {
  const [user, path, width, name] = item.split('|')
  const ctx = await b.newContext({ viewport: { width: +width, height: +width < 500 ? 844 : 900 } })
  const page = await ctx.newPage()
  if (user !== '-') {
    const r = await page.request.post(base + '/api/v1/session', { data: { username: user, password: 'hotline-demo' } })
    if (!r.ok()) console.log('login', user, r.status())
  }
  page.on('console', (m) => { if (m.type() === 'error') console.log(name, m.text().slice(0, 160)) })
  await page.goto(base + path)
  await page.waitForTimeout(1500)
  await page.screenshot({ path: `${out}/${name}.png` })
  await ctx.close()
}
await b.close()
