import { expect, it } from 'vitest'
import { bodyOf, FORMS, initialValues, missing } from './forms'

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
