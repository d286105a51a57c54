import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'
import { HOME } from '@/composables/usePermission'
import { loadOffice, t } from '@/i18n'
import { useSession } from '@/stores/session'

/** The sections of 系统管理 that have something of a unit's own. */
const OF_LIAISONS = ['channels', 'deliveries']

/** Sends people without a session to the sign-in and others away from pages that are not theirs. */
export async function guard(to: RouteLocationNormalized): Promise<boolean | RouteLocationRaw> {
  if (to.meta.open && to.name !== 'login') return true
  const session = useSession()
  await Promise.all([session.restore(), loadOffice()])
  if (to.name === 'login') return session.role ? HOME[session.role] : true
  if (!session.role) return { name: 'login', query: { to: to.fullPath } }
  if ((session.enrol || session.fresh) && to.name !== 'security') return { name: 'security' }
  if (to.meta.roles && !to.meta.roles.includes(session.role)) return HOME[session.role]
  if (to.name === 'admin' && session.role === 'liaison' && !OF_LIAISONS.includes(String(to.params.section))) return HOME.liaison
  return true
}

export function retitle(to: RouteLocationNormalized): void {
  const page = to.params.no ? `${String(to.params.no)} ` : ''
  document.title = (to.meta.title ? `${page}${t(to.meta.title)} · ` : '') + t('app.name')
}
