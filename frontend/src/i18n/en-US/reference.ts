import type { Same } from '..'
import type zh from '../zh-CN/reference'

export default {
  reference: {
    title: 'API reference', count: '{n} operations', search: 'Find by path, name or role', topics: 'Topics', none: 'No operation matches “{words}”', failed: 'The reference could not be read.', again: 'Try again',
    intro: 'Every path is under /api/v1 unless it begins elsewhere. Bodies are JSON in UTF-8 with snake_case fields; a field that is not known is refused. Times are RFC 3339 in UTC.',
    people: 'People sign in and send the session’s cookie, with X-CSRF-Token (the csrf of the session) for whatever changes something.',
    programs: 'Programs send an API token: Authorization: Bearer TOKEN. An administrator makes tokens under Administration, API tokens; each acts within its scopes.',
    rules: 'Errors are application/problem+json: code says what, errors says which field and why. Requests that create take an Idempotency-Key: repeated, they are done once. Lists answer items and next; next goes into after.',
    roles: 'Roles: {roles}', and: ', ', anybody: 'No sign-in needed', scope: 'Token scope: {scope}', noToken: 'Takes no token',
    parameters: 'Parameters', in: { path: 'path', query: 'query', header: 'header' }, maybe: ', optional', optional: 'optional', body: 'Body', answer: 'Answer', empty: 'no body', faults: 'Possible errors:',
    call: 'From a terminal', copy: 'Copy', copied: 'Copied',
    status: { 400: 'unreadable', 401: 'not signed in', 403: 'not allowed', 404: 'not found', 409: 'not now', 413: 'too large', 422: 'a field is wrong', 423: 'locked', 426: 'websocket only', 429: 'too many', 500: 'server error', 503: 'unavailable' },
  },
} satisfies Same<typeof zh>
