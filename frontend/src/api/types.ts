import type { Letter, Oversight } from './letters'
import type { components } from './schema'

type S = components['schemas']

/** The wire: what the server sends and takes under /api/v1. Times are RFC 3339 in UTC. */

export type Role = 'agent' | 'dispatcher' | 'liaison' | 'supervisor' | 'admin'
export type State = S['State']
export type TicketType = S['Type']
export type Channel = S['DispatchChannel']
export type Urgency = S['Urgency']
export type ClockKind = S['ClockKind']
export type ClockState = S['ClockState']
export type ActionKind =
  | 'seal' | 'recuse' | 'unseal' | 'decide-unseal'
  | 'answer' | 'decline' | 'transfer' | 'dispatch' | 'view' | 'accept' | 'contact' | 'reply' | 'part'
  | 'review' | 'callback' | 'return' | 'decide-return' | 'designate' | 'extend' | 'decide-extension'
  | 'remind' | 'supervise' | 'append' | 'urge' | 'merge' | 'unmerge' | 'redo' | 'terminate' | 'close'
  | 'confer' | 'attend' | 'conclude' | 'cancel-conference'
  | 'assist' | 'ask-assist' | 'decide-assist'
  | 'reopen' | 'note' | 'reveal' | 'difficult' | 'exclude' | 'suspend' | 'resume' | 'deliver' | 'withdraw' | 'ask' | 'spot-check' | 'keep-closed' | 'attach' | 'return-upstream'
  | 'supervise-result' | 'receive-letter' | 'answer-letter' | 'close-letter'

export type Clock = S['ClockView']
export type Place = S['PlaceView']
export type Caller = S['Caller']
export type Reason = S['ReasonView']
/** An earlier ticket of the kind and how it ended: kept, returned, redispatched or open. */
export interface Similar { no: string; title: string; outcome: string; unit_name?: string; registered_at?: string }
export type Candidate = Omit<S['CandidateView'], 'similar'> & { similar?: Similar[] }
export type Advice = S['AdviceView']
export type Routing = Omit<S['RoutingView'], 'candidates'> & { candidates: Candidate[] }
export type Request = S['Request']
export interface Overlays {
  overdue: boolean
  return?: Request
  extension?: Request
  returns: number
  redo: number
  level: number
  urges: number
  difficult: boolean
  designated: boolean
  dispatches: number
  merged: number
  heat: number
  excluded?: string
  suspended_until?: string
  /** What the citizen is still to be told: "extension". */
  tell?: string
  /** Until when the unit may give it back; nothing for a designated one. */
  return_until?: string
  deemed?: boolean
  ping_pong?: boolean
  conference?: '' | 'needed' | 'called' | 'held'
  light?: 'red' | 'yellow'
  light_why?: string
  /** The post that has to take it on now, and since when. */
  stand_in?: 'A' | 'B'
  failed_over?: string
  sealed?: boolean
  conference_at?: string
}
/** An earlier return of a ticket. */
export interface PastReturn { unit: string; unit_name: string; at?: string; decided_at: string; approved: boolean; reason?: string; by_timeout: boolean }
export type UnitName = S['UnitName']
/** A dispute conference: asked for, called, or held with its minutes. */
export type Conference = S['Conference']
/** What one unit has to do. */
export type Task = S['Task']
/** One unit of a ticket in a list. */
export type PartRow = S['PartRow']
/** An extension with what it changed; `by_time`: nobody answered before the deadline. */
export type Extension = S['Extension']
/** One time a ticket was put aside, until its review date. */
export type Suspension = S['Suspension']
export type UnitPart = S['UnitPart']
export type Callback = S['Callback']
/** A call-back nobody answered, and the part of the day it fell in. */
export interface Missed { at: string; part: 'morning' | 'afternoon' | 'evening' }
export type FindingKey = S['FindingKey']
export interface ReplyFinding { key: FindingKey; level: 'warn' | 'info'; quote?: string; args?: { question?: string; count?: number } }
/** How a reply that was handed in reads; for the hotline only. */
export interface ReplyMark { score: number; findings: ReplyFinding[] }
/** How a reply that is being typed reads. `clear` was looked for and not found. */
export interface ReplyCheck extends ReplyMark { pass: boolean; clear: FindingKey[]; asked: { text: string; answered: boolean }[] }
/** 附件: a file that was sent in; its type is that of its bytes. */
export interface Attachment { id: string; name: string; type: string; size: number; thumb?: boolean; w?: number; h?: number }
/** An attachment on its ticket: with which step it came. */
export interface TicketFile extends Attachment { at: string; on: string; by?: string; unit?: string; reply?: boolean; gone?: boolean }
export type Reply = S['Reply']
export interface Ticket {
  no: string
  code?: string
  state: State
  type: TicketType
  channel: Channel
  urgency: Urgency
  title: string
  text: string
  category?: string
  category_name?: string
  place: Place
  caller: Caller
  lead?: string
  lead_name?: string
  co_units: string[]
  parts: UnitPart[]
  /** The first unit it was dispatched to. */
  first_unit?: string
  first_unit_name?: string
  assist?: { at: string; by: string; units: { unit: string; unit_name: string }[]; reason: string }
  extensions?: Extension[]
  suspensions?: Suspension[]
  handovers?: { at: string; from: string; from_name: string; to: string; to_name: string; lead?: boolean }[]
  clocks: Clock[]
  current?: ClockKind
  overlays: Overlays
  routing?: Routing
  upstream?: { platform: string; no: string; due?: string; return?: UpReturn }
  reply?: Reply
  reply_check?: ReplyMark
  callbacks: Callback[]
  returns_list?: PastReturn[]
  conference?: Conference
  rating?: { resolved: boolean; satisfied: boolean; at: string; text?: string; waiting?: boolean }
  missed?: Missed[]
  next_call?: { after: string; part: Missed['part'] }
  twice_unhappy?: boolean
  spot?: 'due' | 'passed' | 'failed'
  asked?: { items: string[]; text?: string; at: string; by?: string; answered?: string; open: boolean }
  letters?: Letter[]
  oversights?: Oversight[]
  attachments?: TicketFile[]
  merged_into?: string
  children?: { no: string; title: string }[]
  /** What may be the same matter, while it waits for dispatch. */
  duplicates?: Duplicate[]
  actions: ActionKind[]
  /** Who may know, for those who decide; nothing for everybody else. */
  seal?: Seal
  policy_version: string
  calendar_version: string
  version: number
  registered_at: string
  dispatched_at?: string
  delivered_at?: string
  closed_at?: string
  updated_at: string
}
export type TicketRow =
  Omit<Ticket, 'text' | 'parts' | 'routing' | 'callbacks' | 'children' | 'duplicates' | 'reply' | 'actions' | 'returns_list' | 'conference' | 'seal'> & { why?: string; parts?: PartRow[] }

/** 退回上级: asked of the platform, and what it said. */
export interface UpReturn { at: string; by: string; reason: string; basis: string; decided_at?: string; refused?: string }
export interface PersonRef { user: string; name: string }
/** 保密与回避: the seal of a ticket. */
export type Seal = S['SealView']
/** 群众举报中心: its ten categories. */
export type ReportCategory = S['ReportCategory']
export interface ReportCentre { categories: ReportCategory[]; named?: string[] }
export interface ReportFacts { category: string; accused_units: string[]; accused_people: string[] }

export interface TicketEvent {
  seq: number
  kind: string
  at: string
  actor: { id: string; name: string; role: string; unit?: string; post?: 'A' | 'B' }
  data: Record<string, unknown>
  hash: string
}
export interface Page<T> { items: T[]; next: string | null }
export type User = Omit<S['User'], 'unit'> & { unit?: string }
/** enrol: the role needs a second factor, and nothing else is possible before it is set up. */
export type Session = Omit<S['Session'], 'user'> & { user: User; fresh?: boolean }
export type Unit = S['Unit']
export type Category = S['CategoryItem']

export interface NewTicket {
  type: TicketType
  channel: Channel
  urgency: Urgency
  title: string
  text: string
  category?: string
  place: Place
  caller: Pick<Caller, 'name' | 'phone' | 'address' | 'anonymous' | 'confidential' | 'wants_reply'>
  call_id?: string
  dispatch?: { lead: string; co_units: string[]; reason: string }
  report?: ReportFacts
  attachments?: string[]
  outcome?:
    | { kind: 'answer'; text: string }
    | { kind: 'decline'; reason: string; route: string }
    | { kind: 'transfer'; number: string; reason: string }
}
export type Duplicate = Omit<S['Duplicate'], 'hours'> & { hours?: number }
export interface Suggestion {
  category?: { code: string; name: string; path: string[] }
  title?: string
  town?: string
  urgency?: Urgency
  candidates: Candidate[]
  duplicates: Duplicate[]
  /** What would happen on registration; older servers do not say. */
  decision?: Routing['decision']
  threshold?: number
  advice?: Advice
  clocks: { kind: ClockKind; due: string }[]
}
export interface CallerPerson { name: string; tickets: string[] }
export interface CallerRecord { calls_90d: number; name?: string; people?: CallerPerson[]; items: TicketRow[] }

/** Frames pushed over the websocket. */
export interface Frame {
  type: 'frame'
  id: number
  kind: string
  no: string
  version: number
  state?: State
  urgency?: Urgency
  title?: string
  at: string
  unit?: string
  level?: number
  clock?: ClockKind
  text?: string
}
export type ServerMessage =
  | { type: 'hello'; recipient: string; last: number; now: string; retry_ms?: [number, number]; epoch?: string }
  | { type: 'resync'; last: number }
  | { type: 'beat'; last: number }
  | { type: 'call'; call: { id: string; state: string }; rung: number }
  | { type: 'bye'; code: number; retry_ms: [number, number] }
  | Frame

/** The answer of a long poll of the feed. */
export interface FeedAnswer {
  recipient: string
  last: number
  now: string
  retry_ms: [number, number]
  epoch?: string
  resync?: boolean
  frames: Frame[]
  call?: ServerMessage & { type: 'call' }
  bye?: { code: number; retry_ms: [number, number] }
}

/** An error as application/problem+json, or one the browser made itself (code "offline"). */
export interface Problem {
  status: number
  code: string
  title: string
  detail: string
  errors: { field: string; message: string }[]
}
