import { type Ref, shallowRef } from 'vue'
import { fetchFormFacts, type FormFacts } from '@/api/public'

const facts = shallowRef<FormFacts | null>(null)
let asking = false

/** What the hotline says of itself, asked for once a page; null until then. */
export function useFacts(): Readonly<Ref<FormFacts | null>> {
  if (!facts.value && !asking) {
    asking = true
    void fetchFormFacts().then(({ data }) => { facts.value = data; asking = false })
  }
  return facts
}
