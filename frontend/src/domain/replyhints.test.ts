import { expect, it } from 'vitest'
import type { ReplyCheck } from '@/api/types'
import { marked, replyHints, reviewHints } from './replyhints'

const check = (more: Partial<ReplyCheck> = {}): ReplyCheck =>
  ({ score: 0.5, pass: true, findings: [], clear: ['irrelevant', 'perfunctory', 'no_measure', 'no_date'], asked: [{ text: '什么时候修好？', answered: false }], ...more })

it('keeps every sentence at its place whether it is open or not', () => {
  const good = replyHints(check(), true)
  expect(good.map((h) => h.key)).toEqual(['irrelevant', 'no_measure', 'no_date', 'perfunctory', 'unanswered'])
  expect(good.map((h) => h.ok)).toEqual([true, true, true, true, false])
  const bad = replyHints(check({ clear: ['irrelevant', 'no_measure'], findings: [{ key: 'perfunctory', level: 'warn', quote: '高度重视' }, { key: 'unanswered', level: 'info', args: { question: '什么时候修好？' } }, { key: 'no_date', level: 'info' }] }), true)
  expect(bad.map((h) => h.id)).toEqual(good.map((h) => h.id))
  expect(bad.filter((h) => h.warn).map((h) => h.quote)).toEqual(['高度重视'])
})
it('leaves the place of a sentence to its like', () => {
  const ids = (more: Partial<ReplyCheck>) => replyHints(check({ asked: [], ...more }), true).map((h) => [h.id, h.key, h.ok, h.warn])
  expect(ids({ clear: ['no_measure'], findings: [{ key: 'perfunctory', level: 'warn' }, { key: 'promise_without_date', level: 'info' }] })).toEqual([
    ['irrelevant', 'irrelevant', false, false], ['no_measure', 'no_measure', true, false],
    ['no_date', 'promise_without_date', false, false], ['perfunctory', 'perfunctory', false, true],
  ])
})
it('says nothing of tests that do not apply, and lists what is only wrong at the end', () => {
  const hints = replyHints(check({ clear: ['irrelevant', 'perfunctory'], asked: [], findings: [{ key: 'privacy', level: 'warn', quote: '13800001234' }] }), true)
  expect(hints.map((h) => h.key)).toEqual(['irrelevant', 'perfunctory', 'privacy'])
})
it('tells an empty page only what was asked', () => {
  expect(replyHints(check({ findings: [{ key: 'too_short', level: 'warn' }] }), false).map((h) => [h.question, h.ok])).toEqual([['什么时候修好？', false]])
  expect(replyHints(null, true)).toEqual([])
})
it('puts warnings first for the reviewer', () => {
  expect(reviewHints([{ key: 'no_date', level: 'info' }, { key: 'irrelevant', level: 'warn' }]).map((h) => h.key)).toEqual(['irrelevant', 'no_date'])
})
it('marks fragments once, in the order of the text', () => {
  const text = '您好，已收悉，高度重视，谢谢。'
  expect(marked(text, ['高度重视', '已收悉', '已收悉，高…', '不在'])).toEqual([
    { text: '您好，', mark: false }, { text: '已收悉，高度重视', mark: true }, { text: '，谢谢。', mark: false },
  ])
  expect(marked(text, []).map((p) => p.text).join('')).toBe(text)
})
