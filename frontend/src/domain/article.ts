import { wall } from './time'

/** The day of next year on which an article is looked at again: "2027-11-23". */
export function nextReview(now: number): string {
  const today = wall(now).date
  return `${Number(today.slice(0, 4)) + 1}${today.slice(4).replace('-02-29', '-02-28')}`
}
