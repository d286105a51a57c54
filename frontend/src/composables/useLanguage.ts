import { ref } from 'vue'
import { locale, setLocale } from '@/i18n'

/** 中文 / English: the words of the other language are fetched first; without a link they do not come, and that is said. */
export function useLanguage() {
  const lost = ref(false)
  async function turn() {
    lost.value = false
    await setLocale(locale() === 'zh-CN' ? 'en-US' : 'zh-CN').catch(() => { lost.value = true })
  }
  return { lost, turn }
}
