import { onScopeDispose, shallowRef } from 'vue'
import { fetchQueues } from '@/api/tickets'
import { useSocket } from './useSocket'

/** The counts of this user's lanes, kept fresh by frames. */
export function useQueues() {
  const counts = shallowRef<Record<string, number>>({})
  let timer = 0
  async function load() {
    const { data } = await fetchQueues()
    if (data) counts.value = data.queues
  }
  const soon = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void load(), 400)
  }
  const socket = useSocket()
  const off = [socket.onFrame(soon), socket.onResync(soon)]
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const stop of off) stop()
  })
  void load()
  return { counts, load }
}
