import type { State, TicketRow, Urgency } from '@/api/types'
import type { Key, T } from '@/i18n'
import { monthDayText } from './date'
import { wall } from './time'

/** The class of the 3 px edge: red for life and property, orange for utilities. */
export const edge = (urgency: Urgency): string => (urgency === 'life' ? 'life' : urgency === 'utility' ? 'liv' : '')

type Labelled = Pick<TicketRow, 'state' | 'overlays'>

/** The word for where a ticket stands, with a pending request after it. */
export function stateText(t: T, ticket: Labelled): string {
  if (ticket.overlays.return) return t('state.withReturn')
  if (ticket.overlays.extension) return t('state.withExtension', { state: t(`state.${ticket.state}`) })
  return t(`state.${ticket.state}`)
}

/** "民生保障 · 供热 · 求助" */
export function kindText(t: T, ticket: Pick<TicketRow, 'urgency' | 'category_name' | 'type'>): string {
  return [t(`urgency.${ticket.urgency}`), ticket.category_name, t(`type.${ticket.type}`)].filter(Boolean).join(' · ')
}

/** The one tag after the title: the most important thing the clock does not say. */
export function rowTag(t: T, row: TicketRow, unit?: string): string {
  const o = row.overlays
  const calls = row.caller?.calls_90d ?? 0
  const several = (row.parts ?? []).length > 1 // their own sign stands beside, and needs the room
  const rules: [boolean, Key, Record<string, unknown>?][] = [
    [!!o.return, 'tag.return'],
    [!!o.extension, 'tag.extension'],
    [!!o.suspended_until, 'tag.suspended', { at: o.suspended_until ? monthDayText(Date.parse(o.suspended_until)) : '' }],
    [!!o.tell && (!unit || row.lead === unit), 'tag.tell'],
    [o.conference === 'called' || o.conference === 'needed', o.conference_at ? 'tag.conferenceAt' : 'tag.conference', { at: o.conference_at ? shortAt(o.conference_at) : '' }],
    [o.level >= 3, 'tag.supervised'],
    [row.twice_unhappy === true, 'tag.twice'],
    [row.asked?.open === true, 'tag.asked'],
    [o.urges > 0, 'tag.urged'],
    [o.redo > 0, 'tag.redo'],
    [o.merged > 0, 'tag.merged', { n: o.merged }],
    [!!unit && row.lead !== unit && row.co_units.includes(unit), 'tag.co'],
    [o.difficult, 'tag.difficult'],
    [!several && !!row.upstream, 'tag.upstream'],
    [calls >= 3, 'tag.calls', { n: calls }],
  ]
  const hit = rules.find(([on]) => on)
  return hit ? t(hit[1], hit[2] ?? {}) : ''
}

/** "11-23 14:30" */
function shortAt(iso: string): string {
  const w = wall(Date.parse(iso))
  return `${w.date.slice(5)} ${w.hm}`
}

/** Ended states take no more work. */
export const ended = (state: State): boolean =>
  ['closed', 'answered', 'declined', 'transferred', 'merged', 'terminated'].includes(state)

/** Does the server keep from this reader who called? */
export const sealed = (ticket: Pick<TicketRow, 'caller' | 'overlays'>): boolean =>
  !ticket.caller.name && !ticket.caller.phone && ticket.overlays.sealed === true
