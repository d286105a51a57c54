import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, shoot, useStand } from './harness.ts'
import { STREET_LAMP, ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'chengguanju'
const NOISE = 'K00012'
const used = async (id: string) => (await (await stand.account('agent')).get<{ used: number }>(`/articles/${id}`)).used

test('an article is found by two characters and one wrong one, quoted in a reply, counted, and told of when it does not help', async () => {
  const [agent, unit] = await Promise.all([stand.account('agent'), stand.account(`liaison-${UNIT}`)])
  const page = await stand.open('agent', '/articles')
  for (const words of ['嘈声', '噪声']) {
    await hook(page, 'article-search').fill(words)
    await hook(page, `article-${NOISE}`).waitFor()
  }
  await hook(page, `article-${NOISE}`).click()
  await hook(page, 'article').waitFor()
  await shoot(page, 'articles')

  const before = await used(NOISE)
  const { no } = await agent.log(ticketFor(UNIT, { text: STREET_LAMP.text }))
  await unit.act(no, 'accept')
  await unit.act(no, 'contact', { method: 'phone', reached: true })
  const reply = await stand.open(`liaison-${UNIT}`, `/unit/${no}`, { browser: await stand.anotherBrowser() })
  await linked(reply)
  await hook(reply, 'article-insert').click()
  await hook(reply, 'article-insert-search').fill('噪声')
  await hook(reply, `insert-${NOISE}`).click()
  await becomes(() => reply.inputValue('textarea')).toContain('22时至次日6时')
  const quoted = hook(reply, 'articles-quoted')
  await hook(quoted, 'article-unhelpful').click()
  await hook(quoted, 'article-tell').fill('没有写清晚上十点以后找谁')
  await shoot(reply, 'articles-reply')
  await hook(quoted, 'article-send').click()
  await hook(quoted, 'article-told').waitFor()
  expect(await used(NOISE), 'counted with the answer, not before').toBe(before)

  const owner = await stand.open('supervisor', `/articles/${NOISE}`, { browser: await stand.anotherBrowser() })
  await hook(owner, 'article').getByText('没有写清晚上十点以后找谁').waitFor()
  await hook(owner, 'article').getByText(no).waitFor()
})

test('the desk answers at once with the public part of an article', async () => {
  const before = await used('K00009')
  const desk = await stand.open('agent', '/desk')
  await linked(desk)
  await desk.keyboard.press('F9')
  await hook(desk, 'phone').fill('13900000009')
  await hook(desk, 'text').fill('请问居住证怎么办理，要带什么材料')
  const fits = hook(desk, 'article-fits')
  await fits.getByText('居住证怎么办理').click()
  await hook(fits, 'article-answer').click()
  await hook(desk, 'answer').click()
  const said = hook(desk, 'outcome')
  await becomes(() => said.locator('textarea').inputValue()).toContain('15日内发证')
  await hook(said, 'articles-quoted').getByText('居住证怎么办理').waitFor()
  await shoot(desk, 'articles-desk')
  await hook(desk, 'outcome-submit').click()
  await becomes(() => used('K00009')).toBe(before + 1)
})

test('an article is changed, compared, published by somebody else and brought back', async () => {
  const page = await stand.open('liaison-gongre', '/articles/K00001')
  await hook(page, 'article-edit').click()
  await becomes(() => hook(page, 'article-owner').inputValue()).toBe('liaison-gongre')
  await hook(page, 'article-text').fill('口径：先核对小区是否已缴费。')
  await hook(page, 'article-save').click()
  await hook(page, 'article-changes').getByText('口径：先核对小区是否已缴费。').waitFor()
  await hook(page, 'article-submit').click()
  await hook(page, 'article-return').waitFor()
  expect(await hook(page, 'article-publish').count(), 'not by its author').toBe(0)
  await hook(page, 'article-history').click()
  await hook(page, 'restore-1').waitFor()
  await shoot(page, 'articles-versions')
  await hook(page, 'restore-1').click()
  await hook(page, 'article').getByText('未按时开栓的').first().waitFor()
  expect(await hook(page, 'article-changes').count(), 'the text in use again').toBe(0)
})

test('a citizen looks for an answer on a phone', async () => {
  const page = await stand.stranger('/', { viewport: PHONE })
  await hook(page, 'public-answers').click()
  await hook(page, 'answers').waitFor()
  await hook(page, 'answers-search').fill('暖气不热')
  await becomes(() => hook(page, 'answers').locator('li').count()).toBeLessThan(6)
  await hook(page, 'answer-K00002').locator('summary').click()
  await page.getByText('18℃').waitFor()
  expect(await page.getByText('answers.').count(), 'every text is there').toBe(0)
  expect(await page.getByText('受理时问清').count(), 'nothing internal').toBe(0)
  await shoot(page, 'answers-phone')
})
