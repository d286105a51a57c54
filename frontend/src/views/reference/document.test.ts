import { describe, expect, test } from 'vitest'
import { curl, type Document, inner, matches, operations, sample, typeName } from './document'

const doc: Document = {
  tags: [{ name: 'tickets', description: 'Tickets', 'x-title-zh': '工单' }],
  paths: {
    '/api/v1/tickets/{no}/reply': {
      post: {
        operationId: 'post_tickets_no_reply', tags: ['tickets'], summary: 'reply', 'x-summary-zh': '答复', 'x-roles': ['liaison'],
        parameters: [{ name: 'no', in: 'path', required: true, schema: { type: 'string' } }, { $ref: '#/components/parameters/IdempotencyKey', name: '', in: '', schema: {} }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ReplyForm' }, example: { text: '已修好' } } } },
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Ticket' } } } }, 409: { $ref: '#/components/responses/Conflict' } },
        security: [{ session: [], csrf: [] }, { token: ['act'] }],
      },
    },
    '/healthz': { get: { operationId: 'get_healthz', tags: ['server'], summary: 'alive', 'x-summary-zh': '存活', responses: { 200: { content: { 'text/plain': {} } } }, security: [] } },
  },
  components: {
    parameters: { IdempotencyKey: { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } } },
    schemas: {
      ReplyForm: { type: 'object', properties: { text: { type: 'string' } } },
      Ticket: { type: 'object', required: ['no'], properties: { no: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/components/schemas/Part' } }, due: { type: ['string', 'null'], format: 'date-time' } } },
      Part: { type: 'object', properties: { state: { type: 'string', enum: ['waiting', 'done'] } } },
    },
  },
}
const [reply, alive] = operations(doc) as [ReturnType<typeof operations>[0], ReturnType<typeof operations>[0]]

describe('the reference', () => {
  test('is a list of operations with their scopes, answers and problems', () => {
    expect(reply).toMatchObject({ method: 'POST', scope: 'act', faults: ['409'], answers: [{ status: '200', kind: 'application/json' }] })
    expect(reply.parameters.map((p) => p.name)).toEqual(['no', 'Idempotency-Key'])
    expect(alive).toMatchObject({ scope: '', answers: [{ kind: 'text/plain' }] })
  })
  test('names types in one word', () => {
    const of = doc.components.schemas.Ticket?.properties ?? {}
    expect(Object.values(of).map(typeName)).toEqual(['string', 'Part[]', 'string | null (date-time)'])
    expect(inner(doc, of.parts)?.properties).toHaveProperty('state')
    expect(typeName({ anyOf: [{ $ref: '#/x/Reply' }, { type: 'null' }] })).toBe('Reply | null')
    expect(sample(doc, { $ref: '#/components/schemas/Ticket' })).toEqual({ no: '', parts: [{ state: 'waiting' }], due: '2026-11-23T01:00:00Z' })
  })
  test('writes the call for a terminal', () => {
    expect(curl(doc, reply, 'https://h')).toBe(`curl -X POST 'https://h/api/v1/tickets/20261123-0001/reply' \\
  -H 'Authorization: Bearer $TOKEN' \\
  -H 'Idempotency-Key: 7f3c2a90' \\
  -H 'Content-Type: application/json' \\
  -d '{
  "text": "已修好"
}'`)
    expect(curl(doc, alive, 'https://h')).toBe(`curl 'https://h/healthz'`)
  })
  test('is found by words of either language', () => {
    expect([matches(reply, '答复'), matches(reply, 'post LIAISON'), matches(reply, '存活')]).toEqual([true, true, false])
  })
})
