import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'tiyu'

/** Lets days pass until the unit has a letter of the ticket. */
async function untilLetter(no: string): Promise<void> {
  const admin = await stand.account('admin')
  for (let day = 0; day < 15; day++) {
    if ((await admin.ticket(no)).letters?.length) return
    await stand.advance('24h')
    await admin.post('/jobs/sweep/run')
  }
  throw new Error(`${no} brought no letter`)
}

test('nobody accepts: the reminder letter is received and answered on a phone, the supervisor raises with the letter before the eyes', async () => {
  const agent = await stand.account('agent')
  const { no } = await agent.log(ticketFor(UNIT, { urgency: 'utility' }))
  await untilLetter(no)
  const id = `${no}-1`

  // The unit: the console counts it, the list has it, the phone answers it.
  const unit = await stand.open(`liaison-${UNIT}`, '/unit')
  await linked(unit)
  await hook(unit, 'unit-letters').click()
  await hook(unit, `letter-${id}`).click()
  await hook(unit, 'sheet').getByText('催办通知书').waitFor()
  await shoot(unit, 'letters-unit')
  const phone = await stand.open(`liaison-${UNIT}`, `/letters/${id}`, { viewport: PHONE })
  await hook(phone, 'letter-receive').click()
  await hook(phone, 'letter-text').fill('已派人到现场，明天下午办结；逾期是因为配件没有到货。')
  expect((await hook(phone, 'letter-answer').boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44)
  await shoot(phone, 'letters-phone')
  await hook(phone, 'letter-answer').click()
  await hook(phone, 'sheet').getByText('明天下午办结').waitFor()

  // The supervisor: sees the answer, and raises with the letter before the eyes.
  const office = await stand.open('supervisor', `/tickets/${no}`)
  await linked(office)
  await hook(hook(office, 'letters-card'), 'letter-1').getByText('明天下午办结').waitFor()
  await shoot(office, 'letters-ticket')
  await raise(office, '2.supervise', '承办单位没有写明完成日期')
  const preview = hook(office, 'preview')
  await preview.getByText('督办理由：承办单位没有写明完成日期').waitFor()
  await preview.getByText('已回复').waitFor()
  await shoot(office, 'letters-preview')
  await hook(office, 'form-submit').click()
  await hook(office, 'letter-2').getByText('督办通知单').waitFor()
  await becomes(async () => (await (await stand.account(`liaison-${UNIT}`)).ticket(no)).letters?.length).toBe(2)

  // The sheet alone prints, with its slip.
  await office.goto(`${stand.server.url}/letters/${no}-2`)
  await hook(office, 'sheet').getByText('督办〔').first().waitFor()
  await office.emulateMedia({ media: 'print' })
  expect(await hook(office, 'print').isVisible()).toBe(false)
  expect(await hook(office, 'sheet').isVisible()).toBe(true)
  await shoot(office, 'letters-print')
  expect(stand.complaints).toEqual([])
})

test('a visit on site is on record without a letter, and its result comes later', async () => {
  const agent = await stand.account('agent')
  const { no } = await agent.log(ticketFor(UNIT, { urgency: 'utility' }))
  const office = await stand.open('supervisor', `/tickets/${no}`)
  await linked(office)
  await raise(office, null, '看看现场')
  await hook(office, 'raise-form-onsite').check()
  await hook(office, 'rung-none').check()
  await hook(office, 'raise-at').fill((await today()) + 'T15:00')
  await hook(office, 'raise-place').fill('体育馆南门')
  await hook(office, 'raise-who').fill('督查组二人')
  await hook(office, 'form-submit').click()
  const visit = hook(office, 'oversight-1')
  await visit.getByText('体育馆南门').waitFor()
  await hook(visit, 'result-1').click()
  await hook(visit, 'result-text').fill('现场已开始施工，本周完成')
  await hook(visit, 'result-send').click()
  await visit.getByText('本周完成').waitFor()
  await shoot(office, 'letters-visit')
  expect(stand.complaints).toEqual([])
})

async function today(): Promise<string> {
  const { now } = await (await stand.account('supervisor')).get<{ now: string }>('/time')
  return now.slice(0, 10)
}

/** Opens the dialog of supervision, which is behind the others. */
async function raise(page: Awaited<ReturnType<typeof stand.open>>, rung: string | null, reason: string): Promise<void> {
  const step = hook(page, 'act-supervise')
  await hook(page, 'next-step').waitFor()
  if (!(await step.isVisible())) await hook(page, 'more').click()
  await step.click()
  if (rung) await hook(page, `rung-${rung}`).check()
  await hook(page, 'field-reason').fill(reason)
}
