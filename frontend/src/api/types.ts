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
export type ActionKind = S['Offer']

export type Clock = S['ClockView']
export type Place = S['PlaceView']
export type Caller = S['Caller']
export type Reason = S['ReasonView']
/** An earlier ticket of the kind and how it ended: kept, returned, redispatched or open. */
export type Similar = S['Similar']
export type Candidate = S['CandidateView']
export type Advice = S['AdviceView']
export type Routing = S['RoutingView']
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
export type ReplyFinding = S['ReplyFinding']
/** How a reply that was handed in reads; for the hotline only. */
export type ReplyMark = S['ReplyMarkView']
/** How a reply that is being typed reads. `clear` was looked for and not found. */
export type ReplyCheck = S['ReplyCheck']
/** 附件: a file that was sent in; its type is that of its bytes. */
export type Attachment = S['Attachment']
/** An attachment on its ticket: with which step it came. */
export type TicketFile = S['File']
export type Reply = S['Reply']
export type Ticket = S['Ticket']
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

export type TicketEvent = S['Event']
export interface Page<T> { items: T[]; next: string | null }
export type User = S['User']
/** enrol: the role needs a second factor, and nothing else is possible before it is set up. */
export type Session = S['Session']
export type Unit = S['Unit']
export type Category = S['CategoryItem']

export type NewTicket = S['IntakeForm']
export type Duplicate = S['Duplicate']
export type Suggestion = S['Suggest']
export type CallerPerson = S['CallerPerson']
export type CallerRecord = S['CallerRecord']

/** Frames pushed over the websocket. */
export type Frame = S['NotifyFrameMessage']
export type ServerMessage = Frame | S['Hello'] | S['Resync'] | S['Beat'] | S['Ringing'] | S['Bye']

/** The answer of a long poll of the feed. */
export type FeedAnswer = S['Feed']

/** An error as application/problem+json, or one the browser made itself (code "offline"). */
export type Problem = Omit<S['Problem'], 'type' | 'errors'> & { errors: S['FieldFault'][] }
