import type { TicketFile } from '@/api/types'

/** Types a browser can show in the page. */
export const isPicture = (type: string) => /^image\/(jpeg|png|webp|gif)$/.test(type)

/** A size in the words of a file list. */
export function sizeText(bytes: number): string {
  const kilo = 1024, mega = kilo * kilo
  if (bytes < kilo) return `${bytes} B`
  if (bytes < mega) return `${Math.round(bytes / kilo)} KB`
  return `${(bytes / mega).toFixed(bytes < 10 * mega ? 1 : 0)} MB`
}

/** The ending of a name as a sign, since a document has no picture. */
export function ending(name: string): string {
  const at = name.lastIndexOf('.')
  return at > 0 ? name.slice(at + 1).toUpperCase().slice(0, 4) : 'FILE'
}

export type Source = 'said' | 'reply' | 'way'
/** Attachments by whose they are: the citizen's, those of the reply as it stands, and the rest of the way. */
export function bySource(files: readonly TicketFile[]): { source: Source; files: TicketFile[] }[] {
  const of = (f: TicketFile): Source => (f.reply ? 'reply' : f.on === 'registered' || f.on === 'appended' ? 'said' : 'way')
  return (['said', 'reply', 'way'] as const).map((source) => ({ source, files: files.filter((f) => of(f) === source) })).filter((g) => g.files.length > 0)
}
