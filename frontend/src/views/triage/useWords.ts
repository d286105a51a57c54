import { shallowRef } from 'vue'
import { fetchTicket } from '@/api/tickets'

/** What callers said, read when it is asked for. */
export function useWords() {
  const words = shallowRef<Record<string, string>>({})
  const shown = shallowRef(new Set<string>())
  async function read(no: string) {
    if (words.value[no] !== undefined) return
    const { data, error } = await fetchTicket(no)
    words.value = { ...words.value, [no]: data?.text ?? error?.detail ?? '' }
  }
  function toggle(no: string) {
    const next = new Set(shown.value)
    if (!next.delete(no)) {
      next.add(no)
      void read(no)
    }
    shown.value = next
  }
  return { words, shown, read, toggle }
}
