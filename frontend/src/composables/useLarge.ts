import { ref } from 'vue'
import { local } from '@/domain/storage'

const STORE = 'hotline.large'
const large = ref(local.get(STORE) === '1')

/** The large-text mode of the citizens' pages (适老化); the choice is remembered on the phone. */
export function useLarge() {
  function toggle() {
    large.value = !large.value
    local.set(STORE, large.value ? '1' : '0')
  }
  return { large, toggle }
}
