import { onScopeDispose, ref } from 'vue'
import { beginExport, cancelExport, type Export, type ExportAsk, exportFile, fetchExport } from '@/api/exports'
import type { Problem } from '@/api/types'
import { t } from '@/i18n'
import { useNotice } from '@/stores/notice'

/** Asks for a file, follows how far it is, and fetches it when it is ready. */
export function useExport() {
  const notice = useNotice()
  const job = ref<Export | null>(null)
  let wait = 0
  let turn = 0

  const fail = (problem: Problem | null) => {
    job.value = null
    notice.say(problem?.errors[0]?.message || problem?.detail || problem?.title || t('exports.failed'))
  }
  function take(x: Export) {
    job.value = null
    const link = document.createElement('a')
    link.href = exportFile(x.id)
    link.download = x.name
    link.click()
    notice.say(t('exports.ready', { name: x.name }))
  }
  function follow(x: Export) {
    if (x.state === 'failed') return fail(null)
    if (x.state === 'ready') return take(x)
    job.value = x
    wait = window.setTimeout(async () => {
      const { data, error } = await fetchExport(x.id)
      if (job.value?.id !== x.id) return
      if (error) fail(error)
      else follow(data)
    }, 300)
  }
  async function begin(ask: ExportAsk) {
    if (job.value) return
    const mine = ++turn
    job.value = { id: '', state: 'waiting', done: 0, total: 0, name: '' }
    const { data, error } = await beginExport(ask)
    if (mine !== turn) return
    if (error) fail(error)
    else follow(data)
  }
  const forget = () => { turn++; window.clearTimeout(wait); job.value = null }
  /** Tells the server to stop as well. */
  function cancel() {
    const id = job.value?.id
    forget()
    if (id) void cancelExport(id)
    notice.say(t('exports.cancelled'))
  }
  onScopeDispose(forget)
  return { job, begin, cancel, forget }
}
