import { expect, test } from 'vitest'
import { becomes, hook, PHONE, shoot, useStand } from './harness.ts'

const stand = useStand()

test('an administrator publishes a service and makes a key, and an app uses both', async () => {
  const page = await stand.open('admin', '/admin/open311')
  await hook(page, 'service-streetlight').waitFor()
  await shoot(page, 'open311')
  await hook(page, 'service-add').click()
  await hook(page, 'service-category').selectOption('040302')
  await hook(page, 'service-code').fill('toilet')
  await hook(page, 'service-questions').fill('{')
  await hook(page, 'service-done').click()
  await hook(page, 'service-form').getByRole('alert').waitFor()
  await hook(page, 'service-questions').fill('[{"code":"STATE","description":"开放情况","datatype":"singlevaluelist","required":true,"values":[{"key":"shut","name":"未开放"}]}]')
  await shoot(page, 'open311-service')
  await hook(page, 'service-done').click()
  await hook(page, 'open311-save').click()
  await becomes(() => hook(page, 'open311-save').isDisabled()).toBe(true)
  await hook(page, 'key-name').fill('市民随手拍')
  await hook(page, 'key-add').click()
  const key = (await hook(page, 'key-once').innerText()).trim()

  const base = new URL('/open311/v2', page.url()).href
  const services = (await (await fetch(`${base}/services.json`)).json()) as { service_code: string; metadata: boolean }[]
  expect(services.find((s) => s.service_code === 'toilet')?.metadata).toBe(true)
  const sent = await fetch(`${base}/requests.json`, { method: 'POST', body: new URLSearchParams({ api_key: key, service_code: 'toilet', lat: '34.34', long: '108.94', 'attribute[STATE]': 'shut', description: '公厕一直锁着' }) })
  const [taken] = (await sent.json()) as { service_request_id: string }[]
  const [request] = (await (await fetch(`${base}/requests/${taken!.service_request_id}.json`)).json()) as { description: string; status: string }[]
  expect(request).toMatchObject({ description: '公厕一直锁着', status: 'open' })
  await page.setViewportSize(PHONE)
  await hook(page, 'service-add').scrollIntoViewIfNeeded()
  await shoot(page, 'open311-phone')
  expect(stand.complaints).toEqual([])
})
