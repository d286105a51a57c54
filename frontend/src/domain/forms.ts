import type { ActionKind, Attachment, Task, Ticket } from '@/api/types'
import { OBJECTIVE, SUBJECTIVE } from './calls'

export interface Field {
  name: string
  kind: 'area' | 'lines' | 'text' | 'number' | 'unit' | 'units' | 'choice' | 'yesno' | 'date' | 'moment' | 'ticket' | 'tasks' | 'files'
  /** Codes of a choice; their words are option.<name>.<code>. */
  options?: readonly string[]
  /** Whose words it uses, where those of its name say something else. */
  words?: string
  required?: boolean | ((values: Values) => boolean)
  shown?: (values: Values) => boolean
  initial?: unknown
}
export type Values = Record<string, unknown>

const reason: Field = { name: 'reason', kind: 'area', required: true }
const lead: Field = { name: 'lead', kind: 'unit', required: true }
const coUnits: Field = { name: 'co_units', kind: 'units', initial: [] }
const tasks: Field = { name: 'tasks', kind: 'tasks', initial: [] }
const files: Field = { name: 'attachments', kind: 'files', initial: [] }
const approve: Field = { name: 'approve', kind: 'yesno', required: true }

/** What is asked before a step. A step without an entry is taken at once. */
export const FORMS: Partial<Record<ActionKind, readonly Field[]>> = {
  contact: [
    { name: 'method', kind: 'choice', options: ['phone', 'visit', 'sms', 'wechat', 'meeting'], required: true, initial: 'phone' },
    { name: 'reached', kind: 'yesno', required: true, initial: true },
    { name: 'note', kind: 'area' },
    { name: 'about', kind: 'choice', options: ['extension', 'other'], required: true, initial: 'other', shown: (v) => v.tell !== undefined },
  ],
  return: [
    { name: 'reason', kind: 'choice', options: ['not_duty', 'not_area', 'duplicate', 'unclear', 'other_procedure'], required: true },
    { name: 'basis', kind: 'area', required: true },
    { name: 'suggested', kind: 'unit', required: (v) => v.reason === 'not_duty' || v.reason === 'not_area' },
    files,
  ],
  extend: [{ name: 'days', kind: 'number', required: true, initial: 3 }, reason, { name: 'basis', kind: 'area' }, files],
  note: [{ name: 'text', kind: 'area', required: true }, files],
  append: [{ name: 'text', kind: 'area', required: true }, files],
  part: [{ name: 'text', kind: 'area', required: true }, files],
  review: [{ name: 'pass', kind: 'yesno', required: true, initial: true }, { ...reason, required: (v) => v.pass === false }],
  callback: [
    { name: 'reached', kind: 'yesno', required: true, initial: true },
    { name: 'contacted', kind: 'yesno', required: true, shown: (v) => v.reached === true },
    { name: 'resolved', kind: 'yesno', required: true, shown: (v) => v.reached === true },
    { name: 'satisfied', kind: 'yesno', required: true, shown: (v) => v.reached === true },
    { name: 'code', kind: 'choice', options: [...SUBJECTIVE, ...OBJECTIVE], required: true, shown: (v) => v.reached === true && v.satisfied === false },
    { ...reason, required: (v) => v.reached === true && v.satisfied === false },
  ],
  dispatch: [lead, coUnits, tasks, { ...reason, required: false }],
  designate: [lead, coUnits, tasks, reason],
  'decide-return': [approve, { ...reason, required: (v) => v.approve === false }],
  'decide-extension': [approve, { ...reason, required: (v) => v.approve === false }],
  confer: [{ name: 'units', kind: 'units', required: true, initial: [] }, { name: 'at', kind: 'moment', required: true }, { name: 'place', kind: 'text', required: true }, reason],
  attend: [{ name: 'yes', kind: 'yesno', required: true, initial: true }, { name: 'text', kind: 'area', required: (v) => v.yes === false }],
  'cancel-conference': [reason],
  assist: [{ ...coUnits, required: true }, tasks, reason],
  'ask-assist': [{ name: 'units', kind: 'units', required: true, initial: [] }, reason],
  'decide-assist': [approve, { ...tasks, shown: (v) => v.approve === true }, { ...reason, required: (v) => v.approve === false }],
  remind: [reason],
  supervise: [], // RaiseForm asks, beside the letter it makes
  merge: [{ name: 'into', kind: 'ticket', required: true }],
  unmerge: [{ ...reason, required: false }],
  redo: [reason],
  terminate: [reason],
  close: [reason],
  reopen: [reason],
  difficult: [reason],
  seal: [{ name: 'users', kind: 'text' }, reason],
  recuse: [{ name: 'units', words: 'recused', kind: 'units', initial: [] }, { name: 'users', kind: 'text' }, reason],
  unseal: [reason],
  'decide-unseal': [approve, reason],
  exclude: [reason],
  ask: [{ name: 'items', kind: 'lines', required: true }, { name: 'text', kind: 'area', words: 'ask_text' }, { ...reason, words: 'ask_again', required: true, shown: (v) => v.asked === true }],
  'spot-check': [{ name: 'pass', kind: 'yesno', words: 'spot', required: true }, { ...reason, required: (v) => v.pass === false }],
  'keep-closed': [reason],
  'return-upstream': [reason, { name: 'basis', kind: 'area', required: true }],
  attach: [{ ...files, required: true }, { name: 'note', kind: 'area', words: 'text' }],
  suspend: [{ name: 'until', kind: 'date', required: true }, reason, { name: 'measures', kind: 'area', required: true }],
  resume: [reason],
  answer: [{ name: 'text', kind: 'area', required: true }],
  decline: [reason, { name: 'route', kind: 'text', required: true }],
  transfer: [{ name: 'number', kind: 'choice', options: ['110', '119', '120', '122'], required: true }, reason],
}

/** The units a form gives tasks to: the lead and the co-handlers chosen in it. */
export const taskUnits = (values: Values): string[] => [values.lead, ...((values.co_units as string[] | undefined) ?? [])].filter((u): u is string => typeof u === 'string' && u !== '')

/** What a form knows of the ticket before anybody types: whether the citizen is to be told or was asked something, and whom the lead called for. */
export function presetFor(action: ActionKind, ticket: Pick<Ticket, 'overlays' | 'assist' | 'asked'>): Values {
  if (action === 'ask') return { asked: ticket.asked !== undefined }
  if (action === 'contact' && ticket.overlays.tell) return { tell: ticket.overlays.tell, about: ticket.overlays.tell }
  if (action === 'decide-assist') return { co_units: ticket.assist?.units.map((u) => u.unit) ?? [] }
  return {}
}

/** The values a form starts with. */
export const initialValues = (fields: readonly Field[]): Values =>
  Object.fromEntries(fields.map((f) => [f.name, f.initial ?? (f.kind === 'yesno' || f.kind === 'number' ? null : '')]))

const isRequired = (f: Field, values: Values) => (typeof f.required === 'function' ? f.required(values) : f.required === true)
const isEmpty = (v: unknown) => v === null || v === undefined || (typeof v === 'string' && v.trim() === '') || (Array.isArray(v) && v.length === 0)

/** The shown fields that still miss a value. */
export const missing = (fields: readonly Field[], values: Values): string[] =>
  fields.filter((f) => (f.shown?.(values) ?? true) && isRequired(f, values) && isEmpty(values[f.name])).map((f) => f.name)

/** The body of the request: shown and filled values in the types of the wire. */
export function bodyOf(fields: readonly Field[], values: Values): Values {
  const body: Values = {}
  for (const f of fields) {
    const v = values[f.name]
    if (!(f.shown?.(values) ?? true) || isEmpty(v)) continue
    if (f.kind === 'number' || f.name === 'level') body[f.name] = Number(v)
    // Only the units that are still chosen have a task, and only if it says something.
    else if (f.kind === 'tasks') body[f.name] = taskUnits(values).map((unit) => ({ unit, text: (v as Task[]).find((x) => x.unit === unit)?.text.trim() ?? '' })).filter((x) => x.text)
    else if (f.kind === 'files') body[f.name] = (v as Attachment[]).map((a) => a.id)
    else if (f.name === 'about') { if (v !== 'other') body[f.name] = v }
    else if (f.kind === 'lines') body[f.name] = String(v).split('\n').map((x) => x.trim()).filter(Boolean)
    // People are named by their accounts, several in one line.
    else if (f.name === 'users') body[f.name] = String(v).split(/[\s,，、;；]+/).filter(Boolean)
    // A date means the end of that day in the district.
    else if (f.kind === 'date') body[f.name] = new Date(`${String(v)}T23:59:00+08:00`).toISOString()
    else if (f.kind === 'moment') body[f.name] = new Date(`${String(v)}:00+08:00`).toISOString()
    else body[f.name] = typeof v === 'string' ? v.trim() : v
  }
  return body
}

export { isRequired }
