import { newKey } from '@/api/client'
import type { PublicTicket } from '@/api/public'
import { isPhone } from '@/domain/querycode'
import type { Key, T } from '@/i18n'
import type { Photo } from './photos'

/** What a citizen has written so far. */
export interface Report {
  text: string
  address: string
  at: { lon: number; lat: number } | null
  phone: string
  name: string
  anonymous: boolean
  confidential: boolean
  noReply: boolean
  /** Be told of the progress by text message. */
  progress: boolean
  town: string
  photos: Photo[]
  accuses: boolean
  category: string
  accused: string
  /** Agrees to see the matter published, without who said it. */
  publish: boolean
  /** Under which it is sent: kept with the words, so that a reload in the middle of sending makes no second ticket. */
  key: string
}
export const MOST = 1000
export const STEPS = 3

export const emptyReport = (): Report => ({ text: '', address: '', at: null, phone: '', name: '', anonymous: false, confidential: false, noReply: false, progress: false, town: '', photos: [], accuses: false, category: '', accused: '', publish: false, key: newKey() })

/** What is missing in a step, as the words to say; nothing when one may go on. */
export function faultOf(step: number, report: Report): Key | null {
  if (step === 1) return report.text.trim().length < 2 ? 'public.whatMissing' : null
  if (step === 2) return !report.address.trim() && !report.at ? 'public.whereMissing' : null
  if (report.anonymous) return null
  if (!report.phone.trim()) return 'public.phoneMissing'
  return isPhone(report.phone) ? null : 'public.phoneWrong'
}

/** What is to stay secret is never published, nor told on a telephone that others may hold. */
export const mayPublish = (report: Report) => !(report.confidential && !report.anonymous) && !report.accuses

/** The wire form; an anonymous report carries nobody. */
export function bodyOf(t: T, report: Report): PublicTicket {
  const known = !report.anonymous
  return {
    ...(report.accuses ? { type: 'report' as const, report: { category: report.category, accused_units: [], accused_people: report.accused.trim() ? [report.accused.trim()] : [] } } : {}),
    text: report.text.trim(),
    place: { address: report.address.trim() || t('public.herePlace'), ...(report.town ? { town: report.town } : {}), ...(report.at ?? {}) },
    ...(report.photos.length ? { attachments: report.photos.map((p) => p.id) } : {}),
    caller: {
      name: known ? report.name.trim() : '', phone: known ? report.phone.trim() : '',
      anonymous: report.anonymous, ...(known && report.confidential ? { confidential: true } : {}), ...(known && report.noReply ? { wants_reply: false } : {}),
      ...(mayPublish(report) && report.publish ? { publish: true } : {}),
      ...(known && report.progress && !report.noReply && !report.confidential && !report.accuses ? { progress: true } : {}),
    },
  }
}
