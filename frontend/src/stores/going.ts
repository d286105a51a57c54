import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Router } from 'vue-router'

/** How long a click may seem to do nothing. */
const NOTICED = 200

/** The way from page to page: one that takes long says so, and one that could not be fetched says so too. */
export const useGoing = defineStore('going', () => {
  const slow = ref(false)
  /** The page that did not open. */
  const failed = ref('')
  let wait = 0

  function rest() {
    clearTimeout(wait)
    slow.value = false
  }
  function follow(router: Router) {
    router.beforeEach(() => {
      rest()
      failed.value = ''
      wait = window.setTimeout(() => { slow.value = true }, NOTICED)
    })
    router.afterEach(rest)
    router.onError((_error, to) => {
      rest()
      failed.value = to.fullPath
    })
  }

  return { slow, failed, follow }
})
