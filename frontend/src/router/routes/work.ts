import type { RouteRecordRaw } from 'vue-router'

/** The pages where tickets are worked on. */
const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('@/views/LoginView.vue'), meta: { open: true, bare: true, title: 'nav.login' } },
  { path: '/desk', name: 'desk', component: () => import('@/views/desk/DeskView.vue'), meta: { roles: ['agent', 'supervisor'], title: 'nav.desk' } },
  { path: '/callbacks/:no?', name: 'callbacks', component: () => import('@/views/CallbacksView.vue'), meta: { roles: ['agent', 'supervisor'], title: 'nav.callbacks' } },
  { path: '/triage/:no?', name: 'triage', component: () => import('@/views/triage/TriageView.vue'), meta: { roles: ['dispatcher', 'supervisor'], title: 'nav.triage' } },
  { path: '/reviews/:no?', name: 'reviews', component: () => import('@/views/ReviewsView.vue'), meta: { roles: ['dispatcher', 'supervisor'], title: 'nav.reviews' } },
  { path: '/unit/:no?', name: 'unit', component: () => import('@/views/unit/UnitView.vue'), meta: { roles: ['liaison'], title: 'nav.unit' } },
  { path: '/calls', name: 'calls', component: () => import('@/views/calls/CallsView.vue'), meta: { roles: ['agent', 'dispatcher', 'supervisor', 'admin'], title: 'nav.calls' } },
  { path: '/roster', name: 'roster', component: () => import('@/views/admin/RosterView.vue'), meta: { title: 'duty.title' } },
  { path: '/me/notifications', name: 'reach', component: () => import('@/views/me/ReachView.vue'), meta: { title: 'reach.title' } },
  { path: '/me/security', name: 'security', component: () => import('@/views/me/SecurityView.vue'), meta: { title: 'security.title' } },
  { path: '/letters', name: 'letters', component: () => import('@/views/letters/LettersView.vue'), meta: { roles: ['liaison', 'supervisor', 'dispatcher', 'admin'], title: 'letters.title' } },
  { path: '/letters/:id', name: 'letter', component: () => import('@/views/letters/LetterPrintView.vue'), meta: { roles: ['liaison', 'supervisor', 'dispatcher', 'admin'], title: 'letters.title' } },
  { path: '/articles/:id?', name: 'articles', component: () => import('@/views/articles/ArticlesView.vue'), meta: { title: 'articles.title' } },
  { path: '/tickets', name: 'tickets', component: () => import('@/views/TicketsView.vue'), meta: { title: 'nav.tickets' } },
  { path: '/tickets/:no', name: 'ticket', component: () => import('@/views/ticket/TicketView.vue'), meta: { title: 'nav.ticket' } },
]
export default routes
