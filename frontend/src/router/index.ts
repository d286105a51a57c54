import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/types'
import type { Key } from '@/i18n'
import { guard, retitle } from './guards'
import reports from './routes/reports'
import work from './routes/work'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may open the page; without it anybody signed in. */
    roles?: Role[]
    /** No session needed: sign-in and the citizens' pages. */
    open?: boolean
    /** Without the office frame: sign-in, citizens' pages, the wall, prints. */
    bare?: boolean
    title?: Key
  }
}

const routes: RouteRecordRaw[] = [
  ...work,
  ...reports,
  { path: '/:rest(.*)*', name: 'lost', component: () => import('@/views/LostView.vue'), meta: { open: true, bare: true } },
]

export function makeRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(guard)
  router.afterEach(retitle)
  return router
}
