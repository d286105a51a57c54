import { expect, test } from 'vitest'
import { becomes, hook, linked, shoot, useStand } from './harness.ts'
import { STREET_LAMP, ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'chengguanju'

test('an article is found by two characters, quoted in a reply, counted, and told of when it does not help', async () => {
  const [agent, unit] = await Promise.all([stand.account('agent'), stand.account(`liaison-${UNIT}`)])
  const page = await stand.open('agent', '/articles')
  await hook(page, 'article-search').fill('噪声')
  await hook(page, 'article-K00012').waitFor()
  await hook(page, 'article-K00012').click()
  await hook(page, 'article').waitFor()
  await hook(page, 'article-unhelpful').click()
  await hook(page, 'article-tell').fill('没有写清晚上十点以后找谁')
  await hook(page, 'article-send').click()
  await hook(page, 'article-told').waitFor()
  await shoot(page, 'articles')

  const { no } = await agent.log(ticketFor(UNIT, { text: STREET_LAMP.text }))
  await unit.act(no, 'accept')
  await unit.act(no, 'contact', { method: 'phone', reached: true })
  const reply = await stand.open(`liaison-${UNIT}`, `/unit/${no}`, { browser: await stand.anotherBrowser() })
  await linked(reply)
  await hook(reply, 'article-insert').click()
  await hook(reply, 'article-insert-search').fill('噪声')
  await hook(reply, 'insert-K00012').click()
  await becomes(() => reply.inputValue('textarea')).toContain('22时至次日6时')
  expect(await hook(reply, 'reply-text').isVisible()).toBe(true)
})
