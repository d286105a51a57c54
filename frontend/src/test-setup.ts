import { restoreLocale } from '@/i18n'

restoreLocale()
