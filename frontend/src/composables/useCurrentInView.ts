import { nextTick, onMounted, type Ref, watch } from 'vue'
import { useRoute } from 'vue-router'

/** Keeps the link of the open page in sight where a row of links is wider than the screen. */
export function useCurrentInView(links: Ref<HTMLElement | null>) {
  const route = useRoute()
  const show = () => nextTick(() => links.value?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' }))
  onMounted(show)
  watch(() => route.path, show)
}
