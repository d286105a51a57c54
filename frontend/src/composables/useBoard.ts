import { onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '@/api/client'
import { type Board, fetchBoard } from '@/api/board'
import type { Problem } from '@/api/types'
import { useSocket } from './useSocket'

/** The board, read again when something happens (at most every `gap`) and once a minute. The old figures stay until the new ones are there. */
export function useBoard(gap = 2_000) {
  const board = shallowRef<Board | null>(null)
  const problem = ref<Problem | null>(null)
  const readAt = ref(0)
  let timer = 0
  let last = 0

  async function load() {
    clearTimeout(timer)
    timer = 0
    last = Date.now()
    const { data, error } = await fetchBoard()
    problem.value = error
    if (!data) return
    board.value = data
    readAt.value = api.now()
  }
  function soon() {
    if (timer) return
    timer = window.setTimeout(() => void load(), Math.max(300, last + gap - Date.now()))
  }
  const socket = useSocket()
  const off = [socket.onFrame(soon), socket.onResync(soon)]
  const minute = window.setInterval(soon, 60_000)
  onScopeDispose(() => {
    for (const stop of off) stop()
    clearInterval(minute)
    clearTimeout(timer)
  })
  void load()
  return { board, problem, readAt, load }
}
