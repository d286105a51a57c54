import { HINT_WORDS as W } from './hints.data'

export type HintCode = 'went' | 'found' | 'plain' | 'when' | 'blanks' | 'phone'
export interface Hint { code: HintCode; ok: boolean }

/** What a good reply says, read live from the words. Open hints do not block; they ask for a reason. */
export function replyHints(asked: string, reply: string): Hint[] {
  if (reply.trim() === '') return []
  const hints: Hint[] = [
    { code: 'went', ok: W.when.test(reply) && W.went.test(reply) },
    { code: 'found', ok: W.found.test(reply) && W.did.test(reply) },
    { code: 'plain', ok: !W.empty.test(reply) },
  ]
  if (W.asksWhen.test(asked)) hints.push({ code: 'when', ok: W.date.test(reply) })
  // These two are only worth a line when they are wrong.
  if (/【[^】]*】/.test(reply)) hints.push({ code: 'blanks', ok: false })
  if (W.phone.test(reply)) hints.push({ code: 'phone', ok: false })
  return hints
}
