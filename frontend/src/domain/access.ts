import { t, tCode } from '@/i18n'

/** "姓名、电话、住址": the fields of a look in words; a code without a word is left as it is. */
export const accessFields = (fields: readonly string[]): string => fields.map((f) => tCode('access.field', f)).join(t('access.and'))
