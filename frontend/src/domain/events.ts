import type { TicketEvent } from '@/api/types'
import { hasKey, type T } from '@/i18n'

type Data = TicketEvent['data']

export type EventGroup = 'handle' | 'talk' | 'look'

export interface EventLine { who: string; what: string; quote: string; minor: boolean; group: EventGroup }

const TALK = new Set(['contacted', 'appended', 'urged', 'called_back', 'rated', 'asked'])
const LOOK = new Set(['viewed', 'revealed'])
const MINOR = new Set(['viewed', 'revealed', 'delivered', 'noted', 'registered', 'recomputed'])

const text = (v: unknown): string => (typeof v === 'string' ? v : '')

/** One line of the record in words; `unitName` turns codes into names. */
export function eventLine(t: T, event: TicketEvent, unitName: (code: string | undefined) => string): EventLine {
  const d = event.data
  const key = `event.${kindOf(event.kind, d)}`
  const what = hasKey(key)
    ? t(key, {
        unit: unitName(text(d.lead) || text(d.unit)), no: text(d.other), days: Number(d.days ?? 0), level: Number(d.level ?? 0),
        letter: word(t, 'letters.kind', d.letter_kind), form: word(t, 'letters.form', d.form),
      })
    : event.kind
  const system = event.actor.role === 'system'
  const unit = event.actor.unit ? unitName(event.actor.unit) : ''
  // Accounts of a unit often carry its name already.
  const name = event.actor.name || (event.actor.role === 'upstream' ? t('role.upstream') : event.actor.id) // what came with an import has no name
  const who = system ? t('role.system') : unit && !name.startsWith(unit) ? `${unit} ${name}`.trim() : name
  const post = event.actor.post ? t(`duty.post.${event.actor.post}`) : ''
  return { who: post && !name.includes(post) ? `${who} ${post}` : who, what: (what + outcome(t, event.kind, d)).trim(), quote: quoteOf(t, d), minor: MINOR.has(event.kind), group: LOOK.has(event.kind) ? 'look' : TALK.has(event.kind) ? 'talk' : 'handle' }
}

/** Some kinds read differently by what they carry. */
function kindOf(kind: string, d: Data): string {
  if (kind === 'supervised' && d.form) return d.level ? 'supervised_level_form' : 'supervised_form'
  if (kind === 'followed') return d.method ? kind : 'unfollowed'
  return kind === 'letter_closed' && d.yes === true ? 'letter_withdrawn' : kind
}

function word(t: T, group: string, code: unknown): string {
  const key = `${group}.${text(code)}`
  return hasKey(key) ? t(key) : text(code)
}

function outcome(t: T, kind: string, d: Data): string {
  switch (kind) {
    case 'reviewed': case 'spot_checked': case 'return_decided': case 'extension_decided': case 'unseal_decided': case 'assist_decided': case 'conference_answered': case 'upstream_return_decided': return t(d.yes === true ? `event.yes_${kind}` : `event.no_${kind}`)
    case 'contacted': return t(d.reached === true ? 'event.reached' : 'event.notReached')
    case 'called_back': return d.reached === true ? t(d.satisfied === true ? 'event.satisfied' : 'event.dissatisfied') + why(t, d) : t('event.notReached')
    case 'failover': return d.post ? t('event.standIn', { post: text(d.post) }) : t('event.noStandIn')
    default: return ''
  }
}

/** Why the citizen is not satisfied, after the answer. */
function why(t: T, d: Data): string {
  const key = `option.code.${text(d.code)}`
  return hasKey(key) ? `（${t(key)}）` : ''
}

/** The words somebody wrote with the step; a known code becomes its words. */
function quoteOf(t: T, d: Data): string {
  const said = (v: unknown) => {
    const key = `option.reason.${text(v)}`
    return text(v) && hasKey(key) ? t(key) : text(v)
  }
  const items = Array.isArray(d.items) ? d.items.map(text).join('；') : ''
  const files = Array.isArray(d.attachments) && d.attachments.length ? t('event.files', { n: d.attachments.length }) : ''
  return [items, said(d.text), said(d.reason), text(d.basis), files].filter(Boolean).join(' · ')
}
