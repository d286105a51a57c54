import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import type { Frame } from '@/api/types'
import { t, tCode } from '@/i18n'
import { useNotice } from '@/stores/notice'
import { useSession } from '@/stores/session'
import { useSocket } from './useSocket'

/** Frames that bring work to somebody; the others only renew what is shown. */
const RINGING = new Set([
  'dispatched', 'co_dispatched', 'handed_over', 'lapsed', 'assist_asked', 'reviewed_back', 'redo', 'reminded', 'overdue', 'escalated', 'supervised', 'urged', 'appended', 'attached', 'triage', 'returned', 'reviewed', 'letter_issued', 'letter_answered', 'letter_late', 'appeal_asked', 'appeal_decided', 'exclusion_asked', 'exclusion_decided', 'bulletin', 'brief', 'score_draft', 'score_closing', 'score_decide', 'score_published', 'score_corrected', 'article_due', 'article_review', 'article_returned', 'article_unhelpful', 'upstream_due', 'exchange_differs',
])

/** Rings and notifies for work that arrives while the page is open. */
export function useAlerts(): void {
  const notice = useNotice()
  const session = useSession()
  const router = useRouter()
  const open = (frame: Frame) => router.push(frame.kind === 'exchange_differs' ? `/exchange?platform=${frame.no}` : frame.kind.startsWith('article_') ? `/articles/${frame.no}` : frame.kind.startsWith('score_') ? `/scores/${frame.no}` : /^(appeal|exclusion)_/.test(frame.kind) ? '/scores/appeals' : frame.kind === 'bulletin' ? `/bulletins/${frame.no}` : frame.kind === 'brief' ? `/briefs/${frame.no}` : session.role === 'liaison' ? `/unit/${frame.no}` : `/tickets/${frame.no}`)
  const off = useSocket().onFrame((frame, live) => {
    if (!live || !RINGING.has(frame.kind)) return
    const title = frame.kind === 'bulletin' || frame.kind === 'brief' || frame.kind.startsWith('article_') ? tCode('notice.kinds', frame.kind) : `${tCode('notice.kinds', frame.kind)} ${frame.no}`
    notice.ring(frame.kind === 'overdue' ? 'due' : 'new', title, frame.title ?? '', frame.no, () => void open(frame))
  })
  // What came while the link was lost rings once, however much it is.
  const offBack = useSocket().onBack((missed) => {
    const ringing = missed.filter((frame) => RINGING.has(frame.kind))
    const last = ringing.at(-1)
    if (last) notice.ring(ringing.some((frame) => frame.kind === 'overdue') ? 'due' : 'new', t('app.back', { n: missed.length }), last.title ?? '', 'back', () => void open(last))
  })
  onScopeDispose(() => { off(); offBack() })
}
