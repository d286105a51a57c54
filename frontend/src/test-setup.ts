import { loadOffice, restoreLocale } from '@/i18n'

await loadOffice()
await restoreLocale()
