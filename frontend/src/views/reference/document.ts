/** The reference as the server writes it (/openapi.json), as far as the page shows it. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: string[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  description?: string
}
interface Media { schema?: Schema; example?: unknown }
export interface Parameter { $ref?: string; name: string; in: string; required?: boolean; description?: string; 'x-description-zh'?: string; schema: Schema }
interface Answer { $ref?: string; description?: string; content?: Record<string, Media> }
interface Entry {
  operationId: string
  tags: string[]
  summary: string
  'x-summary-zh': string
  description?: string
  'x-description-zh'?: string
  'x-roles'?: string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Answer>
  security: Record<string, string[]>[]
}
export interface Document {
  tags: { name: string; description: string; 'x-title-zh': string }[]
  paths: Record<string, Record<string, Entry>>
  components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> }
}

/** One operation, ready to be shown. */
export interface Operation {
  id: string
  tag: string
  method: string
  path: string
  entry: Entry
  parameters: Parameter[]
  /** What is sent and what comes back, by media type. */
  sent?: { kind: string; media: Media }
  answers: { status: string; kind: string; schema?: Schema }[]
  faults: string[]
  scope: string
}

const first = <T>(of: Record<string, T> = {}): [string, T] | undefined => Object.entries(of)[0]

function operation(doc: Document, path: string, method: string, entry: Entry): Operation {
  const body = first(entry.requestBody?.content)
  const good = Object.entries(entry.responses).filter(([status]) => Number(status) < 400)
  return {
    id: entry.operationId, tag: entry.tags[0] ?? '', method: method.toUpperCase(), path, entry,
    parameters: (entry.parameters ?? []).map((p) => (p.$ref ? (doc.components.parameters[nameOf(p.$ref)] ?? p) : p)),
    sent: body && { kind: body[0], media: body[1] },
    answers: good.flatMap(([status, a]) => {
      const kinds = Object.entries(a.content ?? {})
      return kinds.length ? kinds.map(([kind, media]) => ({ status, kind, schema: media.schema })) : [{ status, kind: '' }]
    }),
    faults: Object.keys(entry.responses).filter((status) => Number(status) >= 400),
    scope: entry.security.map((s) => s.token?.[0]).find(Boolean) ?? '',
  }
}

/** All operations in the order of their paths. */
export const operations = (doc: Document): Operation[] =>
  Object.entries(doc.paths).flatMap(([path, item]) => Object.entries(item).map(([method, entry]) => operation(doc, path, method, entry)))

export const nameOf = (ref: string): string => ref.split('/').pop() ?? ''

/** The object behind a schema: itself, what it refers to, the items of a list, what may also be null. */
export function inner(doc: Document, schema?: Schema): Schema | undefined {
  if (!schema) return undefined
  if (schema.$ref) return inner(doc, doc.components.schemas[nameOf(schema.$ref)])
  if (schema.allOf) {
    const form = inner(doc, schema.allOf[0])
    return { ...form, required: [...(form?.required ?? []), ...(schema.required ?? [])] }
  }
  if (schema.items) return inner(doc, schema.items)
  if (schema.anyOf) return inner(doc, schema.anyOf.find((s) => s.type !== 'null'))
  if (typeof schema.additionalProperties === 'object') return inner(doc, schema.additionalProperties)
  return schema
}

/** The type in one word: string, Ticket[], integer | null. */
export function typeName(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.anyOf) return schema.anyOf.map(typeName).join(' | ')
  if (schema.items) return typeName(schema.items) + '[]'
  if (typeof schema.additionalProperties === 'object') return `{ [key]: ${typeName(schema.additionalProperties)} }`
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any')
  return schema.format ? `${type} (${schema.format})` : type
}

/** A value of the shape, for bodies that come without an example. */
export function sample(doc: Document, schema: Schema | undefined, depth = 0): unknown {
  if (!schema || depth > 3) return null
  if (schema.$ref) return sample(doc, doc.components.schemas[nameOf(schema.$ref)], depth)
  if (schema.allOf) return sample(doc, schema.allOf[0], depth)
  if (schema.anyOf) return sample(doc, schema.anyOf[0], depth)
  if (schema.enum) return schema.enum[0]
  if (schema.items) return depth > 2 ? [] : [sample(doc, schema.items, depth + 1)]
  if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).map(([k, s]) => [k, sample(doc, s, depth + 1)]))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'integer' || type === 'number') return 0
  if (type === 'boolean') return false
  if (type === 'string') return schema.format === 'date-time' ? '2026-11-23T01:00:00Z' : ''
  return {}
}

const VALUES: Record<string, string> = { no: '20261123-0001', month: '2026-10', code: 'AB12CD' }

/** The fields of a form; those of an inner object as attribute[CODE]. */
function formFields(example: unknown, under?: string): string[] {
  return Object.entries(example ?? {}).flatMap(([name, value]) => {
    const key = under ? `${under}[${name}]` : name
    return typeof value === 'object' ? formFields(value, key) : [`--data-urlencode '${key}=${String(value)}'`]
  })
}

/** The call as one types it into a terminal. */
export function curl(doc: Document, op: Operation, origin: string): string {
  const path = op.path.replace(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? name.toUpperCase())
  const query = op.parameters.filter((p) => p.in === 'query' && p.required).map((p) => `${p.name}=${VALUES[p.name] ?? ''}`)
  const lines = [`curl ${op.method === 'GET' ? '' : `-X ${op.method} `}'${origin}${path}${query.length ? `?${query.join('&')}` : ''}'`]
  if (op.scope) lines.push(`-H 'Authorization: Bearer $TOKEN'`)
  else if (op.entry.security.length) lines.push(`-b 'hotline_session=$COOKIE'` + (op.method === 'GET' ? '' : ` -H 'X-CSRF-Token: $CSRF'`))
  if (op.parameters.some((p) => p.name === 'Idempotency-Key')) lines.push(`-H 'Idempotency-Key: 7f3c2a90'`)
  if (op.sent?.kind === 'multipart/form-data') lines.push(`-F 'file=@photo.jpg'`)
  else if (op.sent?.kind === 'application/x-www-form-urlencoded') lines.push(...formFields(op.sent.media.example))
  else if (op.sent) {
    const body = op.sent.media.example ?? sample(doc, op.sent.media.schema)
    lines.push(`-H 'Content-Type: ${op.sent.kind}'`, `-d '${typeof body === 'string' ? body : JSON.stringify(body, null, 2)}'`)
  }
  return lines.join(' \\\n  ')
}

/** Does every word occur in the operation? */
export function matches(op: Operation, words: string): boolean {
  const text = `${op.method} ${op.path} ${op.entry.summary} ${op.entry['x-summary-zh']} ${op.id} ${(op.entry['x-roles'] ?? []).join(' ')}`.toLowerCase()
  return words.toLowerCase().split(/\s+/).every((w) => text.includes(w))
}
