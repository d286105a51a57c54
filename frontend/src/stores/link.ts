import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Frame } from '@/api/types'
import type { Via } from '@/link/wire'

export type LinkState = 'idle' | 'connecting' | 'up' | 'down'

const BACK = 4000
/** A link that is back within two seconds (a restart of the server) is not worth a band. */
export const NOTICED = 2000
const RENEWED = 12_000

/** The link to the server: its state, by what way, since when it is lost, and what came in after that. */
export const useLink = defineStore('link', () => {
  const state = ref<LinkState>('idle')
  const via = ref<Via>('ws')
  /** The machine itself has no network. */
  const offline = ref(false)
  const lostAt = ref(0)
  /** When the next try comes, in the server's time; 0 while one is under way. */
  const nextTry = ref(0)
  /** Messages caught up when the link came back; null when there is nothing to say. */
  const caughtUp = ref<number | null>(null)
  /** All was read anew, since what was missed could not be told one by one. */
  const readAnew = ref(false)
  /** Tickets that something came about while the link was lost, until they are looked at. */
  const missed = shallowRef<ReadonlySet<string>>(new Set())
  const waiting: (() => void)[] = []
  let saying = 0

  const down = computed(() => state.value === 'down')

  function lost(now: number, next: number) {
    if (state.value !== 'down') lostAt.value = now
    state.value = 'down'
    nextTry.value = next
  }
  function up(by: Via) {
    state.value = 'up'
    via.value = by
    offline.value = false
    for (const go of waiting.splice(0)) go()
  }
  function say(n: number | null, anew: boolean, span: number) {
    clearTimeout(saying)
    caughtUp.value = n
    readAnew.value = anew
    saying = window.setTimeout(() => { caughtUp.value = null; readAnew.value = false }, span)
  }
  /** Says what was caught up; a loss too short to be noticed and without consequence is not worth a word. */
  function back(frames: Frame[], now: number) {
    if (frames.length === 0 && now - lostAt.value < NOTICED) return
    say(frames.length, false, BACK)
    missed.value = new Set([...missed.value, ...frames.map((f) => f.no).filter(Boolean)])
  }
  const renewed = () => say(null, true, RENEWED)
  function looked(no: string) {
    if (missed.value.has(no)) missed.value = new Set([...missed.value].filter((one) => one !== no))
  }
  /** Resolves when the link is there again; a pressed action waits here. */
  function whenUp(): Promise<void> {
    return state.value === 'up' ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
  }

  return { state, via, offline, lostAt, nextTry, caughtUp, readAnew, missed, down, lost, up, back, renewed, looked, whenUp }
})
