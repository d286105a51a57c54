import { nextTick, type Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'

/** Back returns to where one was: the place in the page is kept with its entry of the history. */
export function useScrollBack(box: Ref<HTMLElement | null>) {
  onBeforeRouteLeave(() => {
    window.history.replaceState({ ...window.history.state, scrolled: box.value?.scrollTop ?? 0 }, '')
  })
  let done = false
  /** Call it when what gives the page its height is there. */
  return async function restore() {
    if (done) return
    done = true
    await nextTick()
    const to: unknown = window.history.state?.scrolled
    if (typeof to === 'number' && box.value) box.value.scrollTop = to
  }
}
