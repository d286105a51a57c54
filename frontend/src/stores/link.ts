import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

export type LinkState = 'idle' | 'connecting' | 'up' | 'down'

/** The link to the server: its state, since when, and what came in after it was lost. */
export const useLink = defineStore('link', () => {
  const state = ref<LinkState>('idle')
  const lostAt = ref(0)
  /** Messages caught up when the link came back; null when there is nothing to say. */
  const caughtUp = ref<number | null>(null)
  const waiting: (() => void)[] = []

  const down = computed(() => state.value === 'down')

  function lost(now: number) {
    if (state.value !== 'down') lostAt.value = now
    state.value = 'down'
  }
  function up() {
    state.value = 'up'
    for (const go of waiting.splice(0)) go()
  }
  /** Resolves when the link is there again; a pressed action waits here. */
  function whenUp(): Promise<void> {
    return state.value === 'up' ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
  }

  return { state, lostAt, caughtUp, down, lost, up, whenUp }
})
