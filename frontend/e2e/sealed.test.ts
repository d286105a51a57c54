import { expect, test } from 'vitest'
import { Account } from './account.ts'
import { becomes, choose, DESK, hook, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'

const stand = useStand()
const SECRET = { name: '测试举报人', phone: '13800000077' }
const TEXT = `本人${SECRET.name}举报，和平镇工地夜间偷排泥浆，河水浑浊，电话${SECRET.phone}。`

/** What a page must not show, nor hold hidden. */
async function tells(page: { content(): Promise<string> }): Promise<string[]> {
  const html = await page.content()
  return [SECRET.name, SECRET.phone, '赵某某'].filter((s) => html.includes(s))
}

test('a report is taken, handled without its reporter, and unsealed by two for a day', async () => {
  const dispatcher = await stand.account('dispatcher')

  const [desk, unit] = await Promise.all([stand.open('agent', '/desk'), stand.open('liaison-chengguanju', '/unit')])
  await Promise.all([linked(desk), linked(unit)])
  await desk.keyboard.press('F8')
  await choose(desk, 'type-report')
  await hook(desk, 'phone').fill(SECRET.phone)
  await hook(desk, 'name').fill(SECRET.name)
  await hook(desk, 'text').fill(TEXT)
  await choose(desk, 'report-environment')
  await hook(desk, 'accused-units').locator('input').fill('住')
  await desk.getByRole('option').first().click()
  await hook(desk, 'accused-people').fill('赵某某')
  await shoot(desk, 'sealed-desk')
  const registered = desk.waitForResponse((r) => r.url().endsWith('/api/v1/tickets') && r.request().method() === 'POST')
  await hook(desk, 'submit').click()
  const logged = (await (await registered).json()) as { no: string; title: string }
  expect(logged.title).toBe('举报件（内容保密）')
  const { no } = logged
  expect((await dispatcher.ticket(no)).state, 'a person looks at it first').toBe('registered')

  const triage = await stand.open('dispatcher', `/triage/${no}`)
  await hook(triage, 'seal').waitFor()
  await shoot(triage, 'sealed-triage')
  expect(await tells(triage)).toEqual([])
  await dispatcher.act(no, 'dispatch', { lead: 'chengguanju', co_units: [], reason: '属城管职责' })

  await shown(unit, no)
  await row(unit, no).click()
  await hook(unit, 'seal-band').waitFor()
  await hook(unit, 'said').getByText('偷排泥浆').waitFor()
  await shoot(unit, 'sealed-unit')
  expect(await tells(unit)).toEqual([])

  const first = await stand.open('supervisor', `/tickets/${no}`)
  await hook(first, 'act-unseal').click()
  await hook(first, 'field-reason').fill('线索需要核实')
  await hook(first, 'form-submit').click()
  await hook(first, 'seal-request').waitFor()
  expect(await tells(first)).toEqual([])

  const second = await stand.open('supervisor2', `/tickets/${no}`)
  await hook(second, 'seal-request').waitFor()
  await shoot(second, 'sealed-decide')
  await hook(second, 'act-decide-unseal').click()
  await choose(second, 'field-approve-yes')
  await hook(second, 'field-reason').fill('情况属实，同意查看')
  await hook(second, 'form-submit').click()
  await hook(second, 'seal-request').waitFor({ state: 'detached' })
  expect(await tells(second), 'who agreed sees nothing').toEqual([])

  await first.reload()
  await hook(first, 'seal-granted').waitFor()
  expect(await tells(first)).toEqual([])
  await hook(first, 'person-phone').locator('[data-test="reveal"]').click()
  await hook(first, 'reveal-show').click()
  await hook(first, 'person-phone').getByText(SECRET.phone).waitFor()
  await hook(first, 'seal-accused').getByText('赵某某').waitFor()
  await shoot(first, 'sealed-revealed')
  await first.setViewportSize(PHONE)
  await shoot(first, 'sealed-revealed-390')
  await first.setViewportSize(DESK)

  await stand.advance('25h')
  await becomes(async () => (await (await Account.signIn(stand.server.url, 'supervisor')).ticket(no)).actions.includes('reveal')).toBe(false)
  expect(stand.complaints).toEqual([])
})

test('the reporting centre keeps its fixed two and takes two named at least', async () => {
  const admin = await stand.open('admin', '/admin/sealed')
  await hook(admin, 'category-safety').waitFor()
  expect(await hook(admin, 'category-safety').locator('input').count(), 'the fixed ones cannot be changed').toBe(0)
  await hook(admin, 'category-conduct').locator('input.inp').fill('校园安全')
  await hook(admin, 'named-supervisor').check()
  expect(await hook(admin, 'centre-save').isDisabled(), 'one alone cannot decide').toBe(true)
  await hook(admin, 'named-dispatcher').check()
  await shoot(admin, 'sealed-admin')
  await hook(admin, 'centre-save').click()
  await admin.getByText('举报中心已保存').waitFor()
  await becomes(() => hook(admin, 'centre-save').isDisabled()).toBe(true)
  await admin.reload()
  expect(await hook(admin, 'category-conduct').locator('input.inp').inputValue()).toBe('校园安全')
  await admin.setViewportSize(PHONE)
  await shoot(admin, 'sealed-admin-390')
  expect(stand.complaints).toEqual([])
})
