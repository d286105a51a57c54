import { ref } from 'vue'

const STORE = 'hotline.large'
const large = ref(localStorage.getItem(STORE) === '1')

/** The large-text mode of the citizens' pages (适老化); the choice is remembered on the phone. */
export function useLarge() {
  function toggle() {
    large.value = !large.value
    localStorage.setItem(STORE, large.value ? '1' : '0')
  }
  return { large, toggle }
}
