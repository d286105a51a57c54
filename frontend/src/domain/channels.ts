import type { Channel, Delivery, Sending, Trial } from '@/api/channels'
import { hasKey, t, tCode } from '@/i18n'
import { moment } from './time'

/** What notices there are, by what one does about them; a kind that is new to the page stands with the others. */
const GROUPS: Record<string, string[]> = {
  work: ['dispatched', 'co_dispatched', 'handed_over', 'failover', 'no_stand_in', 'removed', 'deemed', 'redo', 'reviewed_back', 'urged', 'appended', 'attached', 'merged', 'unmerged', 'closed', 'withdrawn', 'parted', 'sealed'],
  time: ['reminded', 'overdue', 'escalated', 'suspended', 'resumed', 'lapsed', 'upstream_due'],
  ask: ['returned', 'return_decided', 'return_timeout', 'extension', 'extension_decided', 'assist_asked', 'assist_refused', 'assisted', 'asked', 'ask_answered', 'unseal_asked', 'unseal_decided'],
  centre: ['triage', 'replied', 'reviewed', 'rated_badly', 'reopen_asked', 'twice_unhappy', 'inspected', 'exchange_differs'],
  supervise: ['supervised', 'supervise_result', 'letter_issued', 'letter_received', 'letter_answered', 'letter_late', 'letter_closed', 'conference_needed', 'conference_called', 'conference_answered', 'conference_begun', 'conference_cancelled', 'conference_concluded'],
  score: ['score_draft', 'score_closing', 'score_decide', 'score_published', 'score_corrected', 'appeal_asked', 'appeal_decided', 'exclusion_asked', 'exclusion_decided', 'bulletin', 'brief'],
  articles: ['article_due', 'article_review', 'article_returned', 'article_unhelpful'],
}

/** The kinds of notices in groups, none empty. */
export function eventGroups(kinds: readonly string[]): { name: string; kinds: string[] }[] {
  const known = new Set(Object.values(GROUPS).flat())
  return [...Object.entries(GROUPS).map(([name, all]) => ({ name, kinds: all.filter((k) => kinds.includes(k)) })), { name: 'other', kinds: kinds.filter((k) => !known.has(k)) }].filter((g) => g.kinds.length)
}

export const noticeWord = (kind: string): string => tCode('notice.kinds', kind)

/** What a delivery tells of: a notice to people, an event to a program, a milestone to a platform. */
export const noticeOf = (d: Pick<Delivery, 'notice' | 'recipient'>): string =>
  d.recipient === 'programs' ? tCode('webhooks.kind', d.notice) : d.recipient.startsWith('platform:') ? tCode('exchange.mile', d.notice) : noticeWord(d.notice)

/** For whom it is. */
export const whose = (d: Pick<Delivery, 'recipient' | 'unit' | 'unit_name'>): string =>
  d.recipient === 'programs' ? t('webhooks.program') : d.recipient.startsWith('platform:') ? t('webhooks.platform') : d.unit_name || d.unit || tCode('role', d.recipient.replace(/^role:/, ''))

/** Why an attempt or a delivery came to what it did, in words; a code that is new to the page is shown as it is. */
export function reasonText(reason: string): string {
  const numbered = /^(status|errcode|smtp)_(-?\d+)$/.exec(reason)
  if (!numbered) return tCode('channels.reason', reason)
  const [, what = '', code = ''] = numbered
  if (hasKey(`channels.reason.${reason}`)) return t(`channels.reason.${reason}` as Parameters<typeof t>[0])
  const n = Number(code)
  if (what === 'status') return t(n >= 500 ? 'channels.reason.status5' : 'channels.reason.status4', { n: code })
  return t(what === 'smtp' ? 'channels.reason.smtp' : 'channels.reason.errcode', { n: code })
}

/** "送达，对方回答 200，35 毫秒": what came of a test or an attempt. */
export function outcome(s: Pick<Trial, 'status' | 'reason' | 'millis'>): string {
  const head = s.reason ? t('channels.failed', { why: reasonText(s.reason) }) : s.status ? t('channels.taken', { status: s.status }) : t('channels.takenPlain')
  return t('channels.took', { head, n: s.millis })
}
export const lastLine = (s: Sending | undefined, now: number): string => (s ? `${moment(t, Date.parse(s.at), now)} ${s.reason ? t('channels.failed', { why: reasonText(s.reason) }) : t('channels.arrived')}` : t('channels.neverSent'))

/** What happens next with a delivery, or why nothing does. */
export function fate(d: Pick<Delivery, 'state' | 'reason' | 'due' | 'last'>, now: number): string {
  const at = (iso: string) => moment(t, Date.parse(iso), now)
  const why = d.last?.reason ? reasonText(d.last.reason) : ''
  switch (d.state) {
    case 'sent': return t(d.reason === 'grouped' ? 'channels.fate.grouped' : 'channels.fate.sent', { at: at(d.last?.at ?? d.due) })
    case 'dead': return d.reason === 'too_old' ? t('channels.fate.tooOld', { why: why || t('channels.fate.noAnswer') }) : reasonText(d.reason || d.last?.reason || 'unknown')
    case 'dropped': return reasonText(d.reason || 'revoked')
    case 'waiting':
      if (d.reason === 'quiet') return t('channels.fate.quiet', { at: at(d.due) })
      if (d.reason === 'gathering') return t('channels.fate.gathering', { at: at(d.due) })
      if (why) return t('channels.fate.again', { why, at: at(d.due) })
      return t(d.reason === 'by_hand' ? 'channels.fate.byHand' : 'channels.fate.soon')
  }
}

/** Where a channel leads, as far as it may be shown. */
export function leadsTo(c: Channel): string {
  if (c.host) return c.hint ? `${c.host.replace(/^https?:\/\//, '')} …${c.hint}` : c.host.replace(/^https?:\/\//, '')
  const [first = '', ...rest] = c.addresses
  return rest.length ? t('channels.addressesMore', { first, n: c.addresses.length }) : first
}

/** Whose notices go over it: "全部", a unit, a role. */
export function scopeText(c: Pick<Channel, 'scope' | 'unit_name'>): string {
  if (!c.scope) return t('channels.scope.all')
  const [what, code = ''] = c.scope.split(':', 2)
  return what === 'role' ? t('channels.scope.role', { role: tCode('role', code) }) : c.unit_name || code
}

/** Over what a delivery goes: the channel's name, or whose own. */
export const throughText = (d: Delivery): string => d.channel_name || (d.user ? t('channels.own', { user: d.user, kind: t(`channels.kind.${d.kind}`) }) : t(`channels.kind.${d.kind}`))

/** "99+" of what is only counted to a hundred. */
export const countText = (n: number): string => (n >= 100 ? '99+' : String(n))
