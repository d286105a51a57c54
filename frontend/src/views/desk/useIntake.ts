import { type Quoted, usedArticle } from '@/api/articles'
import { computed, ref, shallowRef, watch } from 'vue'
import { api, newKey } from '@/api/client'
import { act, lookupCaller, register } from '@/api/tickets'
import type { CurrentCall } from '@/api/phone'
import type { Attachment, CallerRecord, NewTicket, Suggestion, Ticket, TicketType, Urgency } from '@/api/types'
import { useAction } from '@/composables/useAction'
import { useDraft } from '@/composables/useDraft'
import { useNow } from '@/composables/useNow'
import { isPhone } from '@/domain/phone'
import { wall } from '@/domain/time'
import { t } from '@/i18n'
import { useNotice } from '@/stores/notice'
import { useSuggestion } from './useSuggestion'

export const TYPES: readonly TicketType[] = ['consult', 'help', 'complaint', 'report', 'suggestion', 'praise']
export const URGENCIES: readonly Urgency[] = ['general', 'utility', 'life']

/** What one call is about while it is being written. Empty proposals follow the system until they are touched. */
export interface Call {
  started: number
  /** the telephone call it is about */
  call_id: string
  phone: string
  name: string
  type: TicketType
  text: string
  title: string | null
  address: string
  town: string | null
  urgency: Urgency | null
  category: string | null
  wants_reply: boolean
  anonymous: boolean
  confidential: boolean
  lead: string | null
  co_units: string[] | null
  /** words of the knowledge base for a direct answer */
  answer: string
  quoted?: Quoted[]
  reason: string
  transferred: string
  report_category: string
  accused_units: string[]
  accused_people: string
  attachments: Attachment[]
}
const blank = (): Call => ({
  started: 0, call_id: '', phone: '', name: '', type: 'help', text: '', title: null, address: '', town: null, urgency: null, category: null,
  wants_reply: true, anonymous: false, confidential: false, lead: null, co_units: null, answer: '', quoted: [], reason: '', transferred: '',
  report_category: '', accused_units: [], accused_people: '', attachments: [],
})

export type Outcome = NonNullable<NewTicket['outcome']>

/** One call from the first word to the number that is read out. */
export function useIntake() {
  const { value: call, savedAt, clear } = useDraft<Call>('desk', blank)
  /** What was being written when another call was taken. */
  const { value: aside, clear: forget } = useDraft<Call>('desk-aside', blank)
  const sending = useAction()
  const notice = useNotice()
  const now = useNow('second')
  const known = shallowRef<CallerRecord | null>(null)
  const done = shallowRef<Ticket | null>(null)
  const took = ref(0)
  const mergedInto = ref('')
  const appended = ref(false)
  const notMerged = ref('')
  const tried = ref(false)
  /** Files are still being sent. */
  const arriving = ref(false)

  const active = computed(() => call.value.started > 0)
  const thought = useSuggestion(call, active)
  const { suggestion } = thought

  const title = computed(() => call.value.title ?? suggestion.value?.title ?? '')
  const town = computed(() => call.value.town ?? suggestion.value?.town ?? '')
  const urgency = computed<Urgency>(() => call.value.urgency ?? suggestion.value?.urgency ?? 'general')
  const plan = computed(() => planOf(call.value, suggestion.value))
  const emergency = computed(() => suggestion.value?.advice?.kind === 'emergency' && !call.value.transferred)
  const elapsed = computed(() => (active.value ? now.value - call.value.started : 0))

  function start(keep?: Pick<Call, 'phone' | 'name' | 'address'>) {
    drop(keep ? known.value : null)
    Object.assign(call.value, keep ?? {}, { started: api.now() })
  }
  /** A call rings here, or was picked up: its number is in the form before a word was said, and the timer counts from the answer. */
  function pickUp(current: CurrentCall) {
    if (aside.value.call_id === current.id) takeBack()
    if (call.value.call_id !== current.id || !active.value) {
      if (active.value && !untouched()) aside.value = { ...call.value }
      start()
      call.value.call_id = current.id
      call.value.phone = current.full_number ?? ''
    }
    if (current.answered_at) call.value.started = Date.parse(current.answered_at)
  }
  /** Nothing was typed yet. */
  const untouched = () => !call.value.text.trim() && !call.value.address.trim() && !call.value.name.trim()
  /** Goes on with what was put aside; what is being written now takes its place. */
  function takeBack() {
    const earlier = { ...aside.value }
    if (active.value && !untouched()) aside.value = { ...call.value }
    else forget()
    drop()
    Object.assign(call.value, earlier)
  }
  function drop(caller: CallerRecord | null = null) {
    clear()
    known.value = caller
    thought.forget()
    finish(null)
    tried.value = false
    sending.problem.value = null
  }
  /** How the call ended: with a fresh ticket, or with words in an earlier one. */
  function finish(ticket: Ticket | null, how: { into?: string; appended?: boolean; failed?: string } = {}) {
    done.value = ticket
    mergedInto.value = how.into ?? ''
    appended.value = how.appended ?? false
    notMerged.value = how.failed ?? ''
  }

  let abort: AbortController | null = null
  async function lookup() {
    abort?.abort()
    if (!active.value) return
    known.value = null
    if (!isPhone(call.value.phone)) return
    abort = new AbortController()
    const { data } = await lookupCaller(call.value.phone, abort.signal)
    if (data) known.value = data
  }
  watch(() => call.value.phone, () => void lookup(), { immediate: true })

  /** What the agent still has to mend, by field. */
  const faults = computed<Record<string, string>>(() => {
    const found: Record<string, string> = {}
    for (const e of sending.problem.value?.errors ?? []) found[e.field] = e.message
    if (!tried.value) return found
    const c = call.value
    if (!c.text.trim()) found.text ??= t('common.required')
    if (c.phone && !isPhone(c.phone)) found['caller.phone'] ??= t('desk.phoneWrong')
    if (!c.phone && c.wants_reply && !c.anonymous) found['caller.phone'] ??= t('desk.needPhone')
    if (plan.value.needsReason && !c.reason.trim()) found['dispatch.reason'] ??= t('desk.reasonAsk')
    return found
  })

  function body(outcome?: Outcome, leave = false): NewTicket {
    const c = call.value
    const chosen = !outcome && !leave && (c.lead || c.co_units) && plan.value.lead
    return {
      type: c.type, channel: 'phone', urgency: urgency.value, title: title.value.trim(), text: c.text.trim(),
      ...(c.call_id ? { call_id: c.call_id } : {}),
      ...(c.category ? { category: c.category } : {}),
      place: { address: c.address.trim(), ...(town.value ? { town: town.value } : {}) },
      caller: { name: c.name.trim(), phone: c.phone.trim(), anonymous: c.anonymous, confidential: c.confidential, wants_reply: c.wants_reply && !c.anonymous },
      ...(chosen ? { dispatch: { lead: plan.value.lead, co_units: plan.value.co, reason: c.reason.trim() } } : {}),
      ...(c.type === 'report' ? { report: { category: c.report_category, accused_units: c.accused_units, accused_people: c.accused_people.split(/[,，、;；]+/).map((x) => x.trim()).filter(Boolean) } } : {}),
      ...(c.attachments.length ? { attachments: c.attachments.map((a) => a.id) } : {}),
      ...(outcome ? { outcome } : {}),
    }
  }

  /** Registers; without an outcome or a choice of the agent the rules decide who gets it. */
  async function submit(outcome?: Outcome, into?: string): Promise<boolean> {
    if (arriving.value) return false
    tried.value = true
    sending.problem.value = null
    if (Object.keys(faults.value).length > 0) return false
    const made = await sending.send((key) => register(body(outcome, into !== undefined), key))
    if (!made) return false
    if (made.state === 'answered') for (const a of call.value.quoted ?? []) void usedArticle(a.id, made.no)
    took.value = elapsed.value
    if (call.value.transferred) await act(made.no, 'note', { text: call.value.transferred }, newKey())
    if (into) await join(made, into)
    else finish(made)
    clear()
    tried.value = false
    return true
  }
  /** Merges the fresh ticket into the one that is the same matter; it can be taken apart again. */
  async function join(made: Ticket, into: string): Promise<void> {
    // Without its version: meanwhile the fresh ticket may have been delivered.
    const merged = await sending.step({ no: made.no, version: 0 }, 'merge', { into })
    finish(merged ?? made, merged ? { into } : { failed: into })
    // Under a master that has its answer already it went on to the call-back, and stays there.
    if (merged?.state === 'merged') notice.say(t('desk.mergedDone', { no: into }), () => unmerge(merged), t('action.unmerge'))
  }
  async function unmerge(merged: Ticket) {
    const apart = await sending.step({ no: merged.no, version: 0 }, 'unmerge')
    if (apart && done.value?.no === apart.no) finish(apart)
  }
  /** The same caller about the same matter: the words go into the earlier ticket, and no new one is made. */
  async function append(no: string): Promise<void> {
    if (arriving.value) return
    tried.value = true
    const words = [call.value.text.trim(), call.value.transferred].filter(Boolean).join('\n')
    if (!words) return
    const earlier = await sending.send((key) => act(no, 'append', { text: words, ...(call.value.attachments.length ? { attachments: call.value.attachments.map((a) => a.id) } : {}) }, key))
    if (!earlier) return
    const typed = { ...call.value }
    took.value = elapsed.value
    finish(earlier, { appended: true })
    clear()
    tried.value = false
    notice.say(t('dup.appended', { no }), () => { if (done.value?.no === no) resume(typed) }, t('dup.instead'))
  }
  /** Takes up what was typed again, to register it as a matter of its own after all. */
  function resume(typed: Call) {
    finish(null)
    Object.assign(call.value, typed)
  }
  /** Keeps that the caller was put through; it becomes a note of the ticket. */
  function transferred(number: string) {
    call.value.transferred = `${wall(api.now()).hm} ${t('desk.transfer', { number })}`
  }

  return { call, savedAt, known, thought, suggestion, title, town, urgency, plan, emergency, active, elapsed, done, took, mergedInto, appended, notMerged, arriving, faults, sending, start, pickUp, untouched, aside, takeBack, forget, drop, submit, append, unmerge, transferred }
}
export type Intake = ReturnType<typeof useIntake>

/** Where the server does not say its own line, the one of the standard policy. */
const AUTO_LINE = 0.97

export interface Plan { lead: string; co: string[]; auto: boolean; needsReason: boolean }

/** Who would get the ticket: the agent's choice before the system's first. */
export function planOf(call: Pick<Call, 'lead' | 'co_units'>, suggestion: Suggestion | null): Plan {
  const list = suggestion?.candidates ?? []
  const first = list.find((c) => c.role === 'lead')
  const lead = call.lead ?? first?.unit ?? ''
  const co = (call.co_units ?? list.filter((c) => c.role === 'co').map((c) => c.unit)).filter((u) => u !== lead)
  const sure = suggestion?.decision ? suggestion.decision === 'auto' : (first?.score ?? 0) >= (suggestion?.threshold ?? AUTO_LINE)
  return { lead, co, auto: call.lead !== null || sure, needsReason: call.lead !== null && first !== undefined && call.lead !== first.unit }
}
