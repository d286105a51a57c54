import { computed } from 'vue'
import { useSession } from '@/stores/session'

/** The guide for who is signed in; the other roles have none of their own. */
export function useGuide() {
  const session = useSession()
  return computed(() => (session.role === 'liaison' ? '/help/liaison' : session.role === 'supervisor' ? '/help/supervisor' : ''))
}
