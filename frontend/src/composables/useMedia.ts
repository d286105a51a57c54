import { onScopeDispose, ref, type Ref } from 'vue'

/** Follows a media query. */
export function useMedia(query: string): Ref<boolean> {
  const list = window.matchMedia(query)
  const on = ref(list.matches)
  const follow = () => { on.value = list.matches }
  list.addEventListener('change', follow)
  onScopeDispose(() => list.removeEventListener('change', follow))
  return on
}

/** One column at a time: list or ticket. */
export const useNarrow = () => useMedia('(max-width: 1199px)')
export const usePhone = () => useMedia('(max-width: 760px)')
