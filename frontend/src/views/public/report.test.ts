import { expect, it } from 'vitest'
import { t } from '@/i18n'
import { bodyOf, emptyReport, faultOf } from './report'

const full = { ...emptyReport(), text: '屋里只有 15 度', address: '柳林新苑 6 号楼', phone: '138 0000 1234', name: ' 王女士 ', confidential: true }

it('asks for each step what it lacks', () => {
  expect([1, 2, 3].map((n) => faultOf(n, emptyReport()))).toEqual(['public.whatMissing', 'public.whereMissing', 'public.phoneMissing'])
  expect([1, 2, 3].map((n) => faultOf(n, full))).toEqual([null, null, null])
  expect(faultOf(3, { ...full, phone: '王女士' })).toBe('public.phoneWrong')
  expect(faultOf(3, { ...full, phone: '', anonymous: true })).toBeNull()
  expect(faultOf(2, { ...full, address: '', at: { lon: 117, lat: 39 } })).toBeNull()
})

it('carries nobody when anonymous', () => {
  expect(bodyOf(t, full).caller).toEqual({ name: '王女士', phone: '138 0000 1234', anonymous: false, confidential: true })
  expect(bodyOf(t, { ...full, anonymous: true }).caller).toEqual({ name: '', phone: '', anonymous: true })
})
