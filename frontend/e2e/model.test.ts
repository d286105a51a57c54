import { expect, test } from 'vitest'
import type { Model } from '../src/api/model.ts'
import { becomes, hook, linked, shoot, useStand } from './harness.ts'
import { NO_HEAT } from './matters.ts'

// So many days have enough judged tickets to learn from.
const DAYS = 8
const LONG = 120_000
const stand = useStand(DAYS)

test('training runs in the background, and the page says when the model has taken over', async () => {
  const supervisor = await stand.account('supervisor')
  const page = await stand.open('supervisor', '/admin/model')
  await linked(page)
  await Promise.race([hook(page, 'training').waitFor(), hook(page, 'train').waitFor()])
  if (!(await hook(page, 'training').isVisible())) {
    const had = (await supervisor.get<Model>('/model')).active?.version
    await hook(page, 'train').click()
    await hook(page, 'train-confirm').click()
    // A training that was over before the page could say so has left its version.
    const over = expect.poll(async () => (await supervisor.get<Model>('/model')).active?.version, { timeout: LONG }).not.toBe(had)
    await Promise.any([hook(page, 'training').waitFor({ timeout: LONG }), over])
  }
  await hook(page, 'train').waitFor({ timeout: LONG })
  const { active, at_target: promised } = await supervisor.get<Model>('/model')
  await hook(page, `version-${active?.version}`).waitFor()
  expect(await hook(page, 'promise').textContent()).toContain(promised ? `派对 ${(promised.precision * 100).toFixed(1)} %` : '达不到')
  await shoot(page, 'model-1440')
  expect(stand.complaints).toEqual([])
}, LONG)

test('the target shows its effect before it is saved, and what it became after', async () => {
  const supervisor = await stand.account('supervisor')
  const model = await supervisor.get<Model>('/model')
  const page = await stand.open('supervisor', '/admin/model')
  await linked(page)
  await hook(page, 'promise').waitFor()
  const effect = hook(page, 'target-effect')
  const before = await effect.textContent()
  const wanted = Math.abs(model.target - 0.95) < 0.001 ? 0.96 : 0.95

  await hook(page, 'target-number').fill((wanted * 100).toFixed(1))
  await hook(page, 'target-number').press('Enter')
  await hook(page, 'target-save').waitFor()
  await hook(page, 'target-range').focus()
  await page.keyboard.press('ArrowRight')
  await becomes(() => hook(page, 'target-number').inputValue()).toBe(((wanted + 0.001) * 100).toFixed(1))
  expect((await supervisor.get<Model>('/model')).target, 'nothing is saved yet').toBe(model.target)

  await hook(page, 'target-undo').click()
  await becomes(() => effect.textContent()).toBe(before)
  await hook(page, 'target-number').fill((wanted * 100).toFixed(1))
  await hook(page, 'target-number').press('Enter')
  await hook(page, 'target-save').click()
  await becomes(async () => (await supervisor.get<Model>('/model')).target).toBeCloseTo(wanted, 3)
  await hook(page, 'target-save').waitFor({ state: 'detached' })
  expect(stand.complaints).toEqual([])
})

test('a sentence shows who would get it and why', async () => {
  const page = await stand.open('supervisor', '/admin/model')
  await hook(page, 'test-text').fill(NO_HEAT.text)
  await hook(page, 'test-place').fill(NO_HEAT.address)
  await page.keyboard.press('Control+Enter')
  await hook(page, 'test-answer').waitFor()
  expect(await hook(page, 'test-decision').textContent()).not.toBe('')
  await hook(page, 'candidate-1').waitFor()
  expect(await hook(page, 'test-path').textContent()).toContain('›')
  expect(await hook(page, 'test-facts').textContent()).toMatch(/用时 [\d.]+ 毫秒/)
  expect(await hook(page, 'pick-1').count(), 'nothing is to be chosen').toBe(0)
  await shoot(page, 'model-test-1440')
  expect(stand.complaints).toEqual([])
})

test('the catalogue has the same box, and a dispatcher may use it without the model', async () => {
  const page = await stand.open('dispatcher', '/admin/catalogue')
  await hook(page, 'test-text').fill(NO_HEAT.text)
  await hook(page, 'test-run').click()
  await hook(page, 'candidate-1').waitFor()
  expect(await hook(page, 'test-words').count()).toBe(0)
  await page.goto(`${stand.server.url}/admin/model`)
  await hook(page, 'admin').waitFor()
  expect(await hook(page, 'admin-model').count(), 'the model is the supervisor’s').toBe(0)
  expect(stand.complaints).toEqual([])
})
