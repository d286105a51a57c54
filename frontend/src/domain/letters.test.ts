import { expect, it } from 'vitest'
import type { Letter, Rung } from '@/api/letters'
import { t } from '@/i18n'
import { letterLines, letterTone, raiseBody, raiseLacks, type RaiseValues, rungNeeds } from './letters'

const NOW = Date.parse('2026-11-23T02:00:00Z')
const letter = (more: Partial<Letter>): Letter => ({ n: 1, id: 'x-1', number: '', no: 'x', version: 1, title: '', kind: 'urge', level: 1, unit: 'zjj', unit_name: '区住建局', issued_at: '2026-11-20T02:00:00Z', due: '2026-11-23T09:30:00Z', late: false, state: 'issued', actions: [], ...more })
const rung = (more: Partial<Rung>): Rung => ({ kind: 'list', level: 3, by: [], copies: [], answer: '3wd', after: ['supervise'], codes: ['negative_effect'], ...more })
const values = (more: Partial<RaiseValues>): RaiseValues => ({ rung: '', form: 'letter', code: '', override: '', reason: '久拖不决', demand: '', due: '', receiver: '', at: '', place: '', who: '', text: '', ...more })

it('colours a letter by its time alone', () => {
  expect(letterTone(letter({}), NOW)).toBe('')
  expect(letterTone(letter({ due: '2026-11-23T05:00:00Z' }), NOW)).toBe('soon')
  expect(letterTone(letter({ due: '2026-11-22T05:00:00Z' }), NOW)).toBe('late')
  expect(letterTone(letter({ state: 'answered', due: '2026-11-22T05:00:00Z' }), NOW)).toBe('')
})
it('says who received and who answered', () => {
  const done = letter({ received_at: '2026-11-20T03:00:00Z', received_by: '李**', answered_at: '2026-11-23T01:00:00Z', answered_by: '李**', late: true, closed_at: '2026-11-23T01:30:00Z', withdrawn: true })
  expect(letterLines(t, done, NOW).map((l) => l.split(' ').at(-1))).toEqual(['签收', '逾期回复', expect.stringContaining('撤回')])
})
it('knows what a rung asks for', () => {
  expect(rungNeeds(rung({}), [letter({ kind: 'supervise', level: 2 })], 'zjj', 2)).toEqual({ code: false, override: false, done: false })
  expect(rungNeeds(rung({}), [letter({})], 'zjj', 1)).toEqual({ code: true, override: true, done: false })
  expect(rungNeeds(rung({ kind: 'urge', level: 1, after: [] }), [letter({})], 'zjj', 1).done).toBe(true)
  expect(rungNeeds(rung({ must: true, after: [] }), [], 'zjj', 5).code).toBe(true)
})
it('sends only what the rung and the form use', () => {
  expect(raiseBody(values({ code: 'faking', place: '路口', due: '2026-11-24T17:30' }), rung({}))).toEqual({ reason: '久拖不决', form: 'letter', level: 3, kind: 'list', code: undefined, override: undefined, demand: undefined, due: '2026-11-24T09:30:00.000Z', receiver: undefined })
  expect(raiseLacks(values({}), null)).toEqual(['rung'])
  expect(raiseLacks(values({ form: 'onsite', at: '2026-11-24T17:30', who: '督查组' }), null)).toEqual(['place'])
  expect(raiseLacks(values({ reason: '' }), { g: rung({ outside: true }), code: true, override: true })).toEqual(['reason', 'override', 'receiver', 'code'])
})
