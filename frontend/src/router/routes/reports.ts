import type { RouteRecordRaw } from 'vue-router'

/** Supervision, scores, briefs, administration, the wall and the citizens' pages. */
const routes: RouteRecordRaw[] = []
export default routes
