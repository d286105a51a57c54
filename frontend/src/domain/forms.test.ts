import { expect, it } from 'vitest'
import type { Ticket } from '@/api/types'
import { bodyOf, FORMS, initialValues, missing, presetFor } from './forms'

it('asks for what the answers make necessary', () => {
  const fields = FORMS.callback!
  const values = initialValues(fields)
  expect(missing(fields, values)).toEqual(['contacted', 'resolved', 'satisfied'])
  Object.assign(values, { contacted: true, resolved: false, satisfied: false })
  expect(missing(fields, values)).toEqual(['code', 'reason'])
  Object.assign(values, { code: 'result', reason: ' 没修好 ' })
  expect(missing(fields, values)).toEqual([])
  expect(bodyOf(fields, values)).toEqual({ reached: true, contacted: true, resolved: false, satisfied: false, code: 'result', reason: '没修好' })
})
it('sends no answers of a call nobody took', () => {
  const fields = FORMS.callback!
  expect(bodyOf(fields, { ...initialValues(fields), reached: false, satisfied: true })).toEqual({ reached: false })
})
it('sends numbers and the end of a day in the district', () => {
  expect(bodyOf(FORMS.extend!, { days: '3', reason: 'x' })).toEqual({ days: 3, reason: 'x' })
  expect(bodyOf(FORMS.suspend!, { until: '2026-12-01', reason: 'x' })).toEqual({ until: '2026-12-01T15:59:00.000Z', reason: 'x' })
})
it('sends a list of lines', () => {
  expect(bodyOf(FORMS.ask!, { items: ' 购房合同\n\n现场照片 ', text: '', reason: '' })).toEqual({ items: ['购房合同', '现场照片'] })
})
it('sends a task for each unit that is still chosen, and only if it says something', () => {
  const tasks = [{ unit: 'zjj', text: ' 牵头 ' }, { unit: 'gone', text: '没选了' }, { unit: 'cgj', text: ' ' }]
  expect(bodyOf(FORMS.dispatch!, { lead: 'zjj', co_units: ['cgj'], tasks, reason: '' })).toEqual({ lead: 'zjj', co_units: ['cgj'], tasks: [{ unit: 'zjj', text: '牵头' }] })
})
it('knows what a contact has to tell, and whom the lead called for', () => {
  const ticket = { overlays: { tell: 'extension' }, assist: { at: '', by: '', units: [{ unit: 'llz', unit_name: '柳林镇' }], reason: '' } } as unknown as Ticket
  const values = { ...initialValues(FORMS.contact!), ...presetFor('contact', ticket) }
  expect(bodyOf(FORMS.contact!, values)).toEqual({ method: 'phone', reached: true, about: 'extension' })
  expect(bodyOf(FORMS.contact!, { ...values, about: 'other' })).toEqual({ method: 'phone', reached: true })
  expect(presetFor('decide-assist', ticket)).toEqual({ co_units: ['llz'] })
})
