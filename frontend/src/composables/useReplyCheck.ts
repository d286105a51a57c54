import { onScopeDispose, shallowRef, watch } from 'vue'
import { checkReply } from '@/api/tickets'
import type { ReplyCheck } from '@/api/types'

const WAIT = 400

/** How a reply reads against the ticket, asked 400 ms after the last key. The old answer stays until the new one is there. */
export function useReplyCheck(no: string, draft: () => { text: string; resolved: boolean }) {
  const check = shallowRef<ReplyCheck | null>(null)
  let asked = ''
  let abort: AbortController | null = null
  let timer = 0

  /** Asks now, unless the last answer is about these words. */
  async function settle() {
    clearTimeout(timer)
    const { text, resolved } = draft()
    const about = JSON.stringify([text, resolved])
    if (about === asked) return
    abort?.abort()
    abort = new AbortController()
    const { data } = await checkReply(no, { text, resolved }, abort.signal)
    if (!data) return
    asked = about
    check.value = data
  }
  watch(() => { const d = draft(); return [d.text, d.resolved] }, () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void settle(), WAIT)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    abort?.abort()
  })
  void settle()
  return { check, settle }
}
