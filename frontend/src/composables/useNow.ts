import { computed, onScopeDispose, type Ref, shallowRef } from 'vue'
import { api } from '@/api/client'
import { HOUR } from '@/domain/time'

/** One ticker a page in the server's time: every second for near clocks, every minute for the rest. */
const second = shallowRef(api.now())
const minute = shallowRef(second.value)
let users = 0
let timer = 0

function tick() {
  second.value = api.now()
  // A correction of the server's time may go backwards; the minutes must follow it too.
  if (Math.floor(second.value / 60_000) !== Math.floor(minute.value / 60_000)) minute.value = second.value
}

function join() {
  if (users++ === 0) {
    tick()
    timer = window.setInterval(tick, 1000)
  }
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer)
  })
}

/** The moment, stepping by seconds or by minutes. */
export function useNow(step: 'second' | 'minute' = 'minute'): Ref<number> {
  join()
  return step === 'second' ? second : minute
}

/** The moment as a clock due at `due` needs it: by seconds only within an hour of it. */
export function useNowFor(due: () => number): Ref<number> {
  join()
  return computed(() => (Math.abs(due() - minute.value) < HOUR + 60_000 ? second.value : minute.value))
}
