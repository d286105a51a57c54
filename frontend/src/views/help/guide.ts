/** A guide: task by task, each with its steps, what to beware of, where to do it and a picture. */
export interface Topic { id: string; title: string; text?: string; steps?: string[]; note?: string; links?: { to: string; text: string }[]; picture?: { name: string; text: string } }
export interface Guide { title: string; intro: string; minutes: number; topics: Topic[] }

const files = import.meta.glob<string>('./pictures/*.webp', { eager: true, query: '?url', import: 'default' })

/** Where a picture of the guides is; taken by pictures/take.ts. */
export const picture = (name: string): string | undefined => files[`./pictures/${name}.webp`]

/** The guide for a role in a language. */
export async function loadGuide(role: string, language: string): Promise<Guide> {
  if (language === 'en-US') return role === 'liaison' ? (await import('./liaison.en')).default : (await import('./supervisor.en')).default
  return role === 'liaison' ? (await import('./liaison.zh')).default : (await import('./supervisor.zh')).default
}
