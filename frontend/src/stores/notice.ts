import { defineStore } from 'pinia'
import { ref } from 'vue'
import { chime } from '@/composables/chime'
import { local } from '@/domain/storage'

export interface Toast { text: string; undo?: () => void | Promise<void>; undoText?: string }

const MUTED = 'hotline.muted'
const RANG = 'hotline.rang'
const REST = 3000

/** One sound for many: a moment after a sound no other one comes, in any tab of this browser. Tabs in the background let the one
 *  in front be first. */
async function sound(kind: 'new' | 'due') {
  if (document.hidden) await new Promise((go) => setTimeout(go, 200 + Math.random() * 300))
  const now = Date.now()
  if (Math.abs(now - Number(local.get(RANG))) < REST) return
  local.set(RANG, String(now))
  chime(kind)
}

/** What the page says on its own: toasts, the sound, desktop notifications. */
export const useNotice = defineStore('notice', () => {
  const toast = ref<Toast | null>(null)
  const muted = ref(local.get(MUTED) === '1')
  let timer = 0

  /** Says what happened; 6 s, or 10 s where it can be undone. */
  function say(text: string, undo?: Toast['undo'], undoText?: string) {
    clearTimeout(timer)
    toast.value = { text, undo, undoText }
    timer = window.setTimeout(hush, undo ? 10_000 : 6_000)
  }
  function hush() {
    clearTimeout(timer)
    toast.value = null
  }
  async function undo() {
    const run = toast.value?.undo
    hush()
    await run?.()
  }
  function toggleSound() {
    muted.value = !muted.value
    local.set(MUTED, muted.value ? '1' : '0')
    if (!muted.value) {
      chime('new')
      askDesktop()
    }
  }
  /** Browsers only ask after a click. */
  function askDesktop() {
    if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission()
  }
  /** Rings and shows a desktop notification; the words carry no personal data. */
  function ring(kind: 'new' | 'due', title: string, body: string, tag: string, open?: () => void) {
    if (!muted.value) void sound(kind)
    if (!('Notification' in window) || Notification.permission !== 'granted' || !document.hidden) return
    const shown = new Notification(title, { body, tag })
    shown.onclick = () => {
      window.focus()
      open?.()
      shown.close()
    }
  }

  return { toast, muted, say, hush, undo, toggleSound, askDesktop, ring }
})
