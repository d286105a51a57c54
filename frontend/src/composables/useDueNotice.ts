import { watch } from 'vue'
import type { TicketRow } from '@/api/types'
import { dueSoon, rowClock } from '@/domain/clock'
import { t } from '@/i18n'
import { useNotice } from '@/stores/notice'
import { useNow } from './useNow'

/** Rings once for each clock that comes within 15 minutes of its end. */
export function useDueNotice(rows: () => readonly TicketRow[], unit: () => string, open: (no: string) => void): void {
  const notice = useNotice()
  const now = useNow('minute')
  const told = new Set<string>()
  watch([rows, now], () => {
    for (const row of rows()) {
      const clock = rowClock(row, unit())
      if (!clock || !dueSoon(clock, now.value)) continue
      const key = `${row.no} ${clock.kind} ${clock.due}`
      if (told.has(key)) continue
      told.add(key)
      notice.ring('due', t('notice.dueSoon', { no: row.no }), row.title, `due ${row.no}`, () => open(row.no))
    }
  }, { immediate: true })
}
