import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api } from '@/api/client'
import * as calls from '@/api/session'
import type { Role, Session, User } from '@/api/types'
import { local } from '@/domain/storage'

/** Where a tab tells the others of this browser that the session has ended. */
const LEFT = 'hotline.left'

/** Who works here. Drafts live outside the session and survive its end. */
export const useSession = defineStore('session', () => {
  const user = ref<User | null>(null)
  const asked = ref(false)
  const expired = ref(false)
  /** A second factor has to be set up before anything else. */
  const enrol = ref(false)
  /** The initial password has to be changed before anything else. */
  const fresh = ref(false)

  const role = computed<Role | null>(() => user.value?.role ?? null)
  const unit = computed(() => user.value?.unit ?? '')
  /** The feed this user listens to: a liaison that of the unit, everybody else that of the role. */
  const feed = computed(() => (role.value === 'liaison' ? `unit:${unit.value}` : `role:${role.value}`))

  function take(session: Session) {
    user.value = session.user
    api.csrf = session.csrf
    enrol.value = session.enrol === true
    fresh.value = session.fresh === true
    asked.value = true
    expired.value = false
  }

  /** Asks once whether the cookie still carries a session. */
  async function restore() {
    if (asked.value) return
    const { data } = await calls.fetchSession()
    asked.value = true
    if (data) take(data)
  }

  async function signIn(username: string, password: string, totp = '') {
    const { data, error } = await calls.signIn(username, password, totp)
    if (data) take(data)
    return error
  }

  function forget(because: 'left' | 'expired') {
    expired.value = because === 'expired' && user.value !== null
    user.value = null
    enrol.value = false
    fresh.value = false
    api.csrf = ''
  }

  /** Somebody changed what this user may do: the page begins anew with the rights that hold now. Drafts stay. */
  function renew() {
    location.reload()
  }

  /** Signs out here; who came by the provider goes there to be signed out too, which is told. */
  async function signOut(): Promise<boolean> {
    const { data } = await calls.signOut()
    forget('left')
    local.set(LEFT, String(Date.now()))
    if (data?.redirect) location.assign(data.redirect)
    return Boolean(data?.redirect)
  }
  window.addEventListener('storage', (event) => { if (event.key === LEFT && user.value) forget('left') })

  return { user, role, unit, feed, asked, expired, enrol, fresh, restore, signIn, signOut, forget, renew }
})
