import { ref } from 'vue'
import { addBrowser, fetchPushKey, removeBrowser } from '@/api/channels'
import type { Problem } from '@/api/types'

export type PushState = 'unknown' | 'unsupported' | 'insecure' | 'denied' | 'off' | 'on'

/** 浏览器推送 in this browser. It asks for permission only when turned on, that is after a click. */
export function useBrowserPush() {
  const state = ref<PushState>('unknown')
  const busy = ref(false)
  const failed = ref(false)
  const problem = ref<Problem | null>(null)

  async function look() {
    if (!window.isSecureContext) state.value = 'insecure'
    else if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) state.value = 'unsupported'
    else if (Notification.permission === 'denied') state.value = 'denied'
    else state.value = (await current()) ? 'on' : 'off'
  }
  const current = async () => (await navigator.serviceWorker.getRegistration('/'))?.pushManager.getSubscription() ?? null

  /** Runs one change at a time; what the browser itself refuses is told apart from what the server does. */
  async function change(call: () => Promise<Problem | null>): Promise<boolean> {
    busy.value = true
    failed.value = false
    problem.value = null
    try {
      problem.value = await call()
    } catch {
      failed.value = true
    }
    busy.value = false
    await look()
    return !problem.value && !failed.value
  }
  const turnOn = () => change(async () => {
    if ((await Notification.requestPermission()) !== 'granted') return null
    const { data, error } = await fetchPushKey()
    if (error) return error
    await navigator.serviceWorker.register('/push.js')
    const worker = await navigator.serviceWorker.ready
    const mine = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: data.key })
    const added = await addBrowser(mine.toJSON())
    if (added.error) await mine.unsubscribe()
    return added.error
  })
  const turnOff = () => change(async () => {
    const mine = await current()
    if (!mine) return null
    const { error } = await removeBrowser(mine.endpoint)
    if (!error) await mine.unsubscribe()
    return error
  })

  void look()
  return { state, busy, failed, problem, turnOn, turnOff }
}
