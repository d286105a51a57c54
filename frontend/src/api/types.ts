import type { components } from './schema'

type S = components['schemas']

/** The wire: what the server sends and takes under /api/v1. Times are RFC 3339 in UTC. */

export type Role = S['User']['role']
export type State = S['State']
export type TicketType = S['Type']
export type Channel = S['DispatchChannel']
export type Urgency = S['Urgency']
export type ClockKind = S['ClockKind']
export type ClockState = S['ClockState']
/** What the server does by itself is not for people. */
export type ActionKind = Exclude<S['ActionKind'], 'adopt' | 'decide-upstream' | 'due-upstream' | 'escalate' | 'follow' | 'handover' | 'inherit' | 'inspect' | 'move' | 'rate' | 'recompute' | 'release'>

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
export type Overlays = S['Overlays']
/** An earlier return of a ticket. */
export type PastReturn = S['Return']
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
export type Missed = S['Miss']
export type FindingKey = S['FindingKey']
export interface ReplyFinding { key: FindingKey; level: 'warn' | 'info'; quote?: string; args?: { question?: string; count?: number } }
/** How a reply that was handed in reads; for the hotline only. */
export interface ReplyMark { score: number; findings: ReplyFinding[] }
/** How a reply that is being typed reads. `clear` was looked for and not found. */
export interface ReplyCheck extends ReplyMark { pass: boolean; clear: FindingKey[]; asked: { text: string; answered: boolean }[] }
/** 附件: a file that was sent in; its type is that of its bytes. */
export type Attachment = S['Attachment']
/** An attachment on its ticket: with which step it came. */
export type TicketFile = Omit<S['File'], 'on'> & { on: string }
export type Reply = S['Reply']
export type Ticket = Omit<S['Ticket'], 'actions' | 'routing' | 'duplicates'> & { actions: ActionKind[]; routing?: Routing; duplicates?: Duplicate[] }
export type TicketRow = S['TicketRow']

/** 退回上级: asked of the platform, and what it said. */
export type UpReturn = S['UpReturnView']
export type PersonRef = S['PersonRef']
/** 保密与回避: the seal of a ticket. */
export type Seal = S['SealView']
/** 群众举报中心: its ten categories. */
export type ReportCategory = S['ReportCategory']
export type ReportCentre = S['ReportCentre']
export type ReportFacts = S['ReportForm']

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

export type NewTicket = S['IntakeForm']
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
export type CallerPerson = S['CallerPerson']
export type CallerRecord = S['CallerRecord']

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
