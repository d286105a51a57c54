import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/** Shown in the frame of another site (嵌入页). */
export const framed = window.parent !== window

/** The page around the frame learns the number; the code is the citizen's alone. */
export const tellTicket = (no: string) => tell({ type: 'hotline.ticket', no })

/** Nothing that is told is secret, and the server lets only sites the operator named show the frame. */
function tell(message: { type: string; no?: string; height?: number }): void {
  if (framed) window.parent.postMessage(message, '*')
}

/** Tells the page around how high the form is, so that it needs no second scroll bar. */
export function useHeight(page: Ref<HTMLElement | null>): void {
  let watch: ResizeObserver | null = null
  onMounted(() => {
    if (!framed || !page.value) return
    watch = new ResizeObserver(() => tell({ type: 'hotline.height', height: Math.ceil(page.value?.getBoundingClientRect().height ?? 0) }))
    watch.observe(page.value)
  })
  onBeforeUnmount(() => watch?.disconnect())
}
