import type { RouteRecordRaw } from 'vue-router'
import { loadOffice } from '@/i18n'

/** Supervision, scores, briefs, administration, the wall and the citizens' pages. */
const routes: RouteRecordRaw[] = [
  { path: '/', name: 'public', component: () => import('@/views/public/AskView.vue'), meta: { open: true, bare: true, title: 'public.what' } },
  { path: '/embed', name: 'embed', component: () => import('@/views/public/AskView.vue'), meta: { open: true, bare: true, title: 'public.what' } },
  { path: '/track', name: 'track', component: () => import('@/views/public/TrackView.vue'), meta: { open: true, bare: true, title: 'public.trackTitle' } },
  { path: '/answers', name: 'answers', component: () => import('@/views/public/AnswersView.vue'), meta: { open: true, bare: true, title: 'answers.title' } },
  { path: '/exchange', redirect: '/admin/exchange' },
  { path: '/supervise', name: 'supervise', component: () => import('@/views/supervise/SuperviseView.vue'), meta: { roles: ['supervisor', 'admin'], title: 'nav.supervise' } },
  { path: '/scores/appeals', name: 'appeals', component: () => import('@/views/appeals/AppealsView.vue'), meta: { roles: ['supervisor', 'admin', 'liaison', 'dispatcher'], title: 'appeals.title' } },
  { path: '/scores/analysis', name: 'analysis', component: () => import('@/views/analysis/AnalysisView.vue'), meta: { roles: ['supervisor', 'admin', 'liaison', 'dispatcher'], title: 'analysis.title' } },
  { path: '/scores/:month(\\d{4}-\\d{2})?/:unit?', name: 'scores', component: () => import('@/views/scores/ScoresView.vue'), meta: { roles: ['supervisor', 'admin', 'liaison', 'dispatcher'], title: 'nav.scores' } },
  { path: '/briefs', name: 'briefs', component: () => import('@/views/briefs/BriefsView.vue'), meta: { roles: ['supervisor', 'admin', 'dispatcher', 'liaison'], title: 'nav.briefs' } },
  { path: '/briefs/:month(\\d{4}-\\d{2})', name: 'brief', component: () => import('@/views/briefs/BriefView.vue'), meta: { roles: ['supervisor', 'admin', 'dispatcher', 'liaison'], bare: true, title: 'nav.briefs' } },
  { path: '/bulletins', name: 'bulletins', component: () => import('@/views/bulletins/BulletinsView.vue'), meta: { roles: ['supervisor', 'admin', 'dispatcher', 'liaison'], title: 'bulletins.title' } },
  { path: '/bulletins/:id', name: 'bulletin', component: () => import('@/views/bulletins/BulletinView.vue'), meta: { roles: ['supervisor', 'admin', 'dispatcher', 'liaison'], bare: true, title: 'bulletins.title' } },
  { path: '/help/:guide(liaison|supervisor)', name: 'help', component: () => import('@/views/help/GuideView.vue'), meta: { title: 'help.title' } },
  { path: '/api/docs', name: 'reference', component: () => import('@/views/reference/ReferenceView.vue'), beforeEnter: () => loadOffice().then(() => true), meta: { open: true, bare: true, title: 'reference.title' } },
  { path: '/insight', name: 'insight', component: () => import('@/views/insight/InsightView.vue'), meta: { roles: ['supervisor', 'dispatcher', 'admin', 'agent'], title: 'nav.insight' } },
  { path: '/admin/:section?', name: 'admin', component: () => import('@/views/admin/AdminView.vue'), meta: { roles: ['admin', 'dispatcher', 'supervisor', 'liaison'], title: 'nav.admin' } },
  { path: '/wall', name: 'wall', component: () => import('@/views/wall/WallView.vue'), meta: { roles: ['supervisor', 'admin', 'dispatcher', 'agent'], bare: true, title: 'nav.wall' } },
]
export default routes
