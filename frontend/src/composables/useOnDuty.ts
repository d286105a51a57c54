import { onScopeDispose, shallowRef, watch } from 'vue'
import { fetchOnDuty, type OnDuty } from '@/api/duty'
import { useSocket } from './useSocket'

/** Shifts begin and end without a frame. */
const EVERY = 60_000

/** Who is on duty now, read again when the feed moves and as time goes by. */
export function useOnDuty(unit: () => string | undefined) {
  const duty = shallowRef<OnDuty | null>(null)
  let timer = 0
  async function load() {
    const { data } = await fetchOnDuty(unit())
    if (data) duty.value = data
  }
  const soon = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void load(), 400)
  }
  const socket = useSocket()
  const off = [socket.onFrame(soon), socket.onResync(soon)]
  const every = window.setInterval(() => void load(), EVERY)
  onScopeDispose(() => {
    clearTimeout(timer)
    clearInterval(every)
    for (const stop of off) stop()
  })
  watch(unit, () => void load(), { immediate: true })
  return { duty, load }
}
