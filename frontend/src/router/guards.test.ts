import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'
import type { Role } from '@/api/types'
import { navFor } from '@/layouts/nav'
import { useSession } from '@/stores/session'
import { guard } from './guards'

const to = (name: string, meta: object = {}, fullPath = '/x') => ({ name, meta, fullPath, params: {}, query: {} }) as unknown as RouteLocationNormalized
const as = (role: Role | null) => {
  const session = useSession()
  session.asked = true
  session.user = role ? { name: 'n', username: 'u', role, unit: '' } : null
}
beforeEach(() => { setActivePinia(createPinia()); vi.unstubAllGlobals() })

it('sends strangers to the sign-in and remembers where they wanted to go', async () => {
  as(null)
  expect(await guard(to('unit', { roles: ['liaison'] }, '/unit/1'))).toEqual({ name: 'login', query: { to: '/unit/1' } })
  expect(await guard(to('public', { open: true }))).toBe(true)
  expect(await guard(to('login', { open: true }))).toBe(true)
})
it('keeps people on the pages of their role', async () => {
  as('liaison')
  expect(await guard(to('unit', { roles: ['liaison'] }))).toBe(true)
  expect(await guard(to('triage', { roles: ['dispatcher'] }))).toBe('/unit')
  expect(await guard(to('login', { open: true }))).toBe('/unit')
})
it('lets nobody past the second factor that the role needs', async () => {
  as('admin')
  useSession().enrol = true
  expect(await guard(to('admin', { roles: ['admin'] }))).toEqual({ name: 'security' })
  expect(await guard(to('security'))).toBe(true)
})
it('gives every role a bar that starts with its own page', () => {
  for (const role of ['agent', 'dispatcher', 'liaison', 'supervisor', 'admin'] as const) expect(navFor(role, 'zjj').length).toBeGreaterThan(1)
  expect(navFor('liaison', 'zjj')[0]!.to).toBe('/unit')
})
