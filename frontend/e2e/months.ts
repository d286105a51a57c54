import type { Account } from './account.ts'

/** The dates of a month's scores (考核日程) as the district's calendar gives them. */
export interface Dates { snapshot_at: string; objection: { from: string; until: string; open: boolean } }

export const datesOf = async (account: Account, month: string): Promise<Dates> => (await account.get<{ life: Dates }>(`/scores/${month}`)).life

/** A moment so many hours after another. */
export const hoursAfter = (iso: string, hours: number): string => new Date(Date.parse(iso) + hours * 3_600_000).toISOString()
