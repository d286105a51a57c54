import type { Role } from '@/api/types'
import type { Key } from '@/i18n'

export interface NavItem { to: string; label: Key }

/** The pages in the bar of each role, its home first. */
export function navFor(role: Role, unit: string): NavItem[] {
  const tickets: NavItem = { to: '/tickets', label: 'nav.tickets' }
  const articles: NavItem = { to: '/articles', label: 'articles.title' }
  switch (role) {
    case 'agent':
      return [{ to: '/desk', label: 'nav.desk' }, { to: '/callbacks', label: 'nav.callbacks' }, { to: '/calls', label: 'nav.calls' }, tickets, articles, { to: '/insight', label: 'nav.insight' }]
    case 'dispatcher':
      return [{ to: '/triage', label: 'nav.triage' }, { to: '/reviews', label: 'nav.reviews' }, { to: '/calls', label: 'nav.calls' }, tickets, articles, { to: '/insight', label: 'nav.insight' }, { to: '/admin/catalogue', label: 'nav.catalogue' }]
    case 'liaison':
      return [
        { to: '/unit', label: 'nav.unit' },
        { to: `/tickets?queue=unit:${unit}/closed`, label: 'nav.closed' },
        { to: '/letters', label: 'letters.title' },
        { to: '/bulletins', label: 'nav.bulletins' },
        { to: '/scores', label: 'nav.scores' },
        { to: '/briefs', label: 'nav.briefs' },
        articles,
      ]
    case 'supervisor':
      return [
        { to: '/supervise', label: 'nav.supervise' }, { to: '/triage', label: 'nav.triage' }, { to: '/reviews', label: 'nav.reviews' }, { to: '/letters', label: 'letters.title' },
        { to: '/calls', label: 'nav.calls' }, { to: '/bulletins', label: 'nav.bulletins' }, { to: '/scores', label: 'nav.scores' }, { to: '/briefs', label: 'nav.briefs' }, { to: '/insight', label: 'nav.insight' }, tickets, articles, { to: '/admin/model', label: 'nav.model' }, { to: '/wall', label: 'nav.wall' },
      ]
    case 'admin':
      return [{ to: '/admin', label: 'nav.admin' }, tickets, articles, { to: '/scores', label: 'nav.scores' }, { to: '/briefs', label: 'nav.briefs' }, { to: '/insight', label: 'nav.insight' }]
  }
}
