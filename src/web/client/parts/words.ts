export { localDate, sayDate } from '../../../ui/text/date.ts'
export { durationOf } from '../../../ui/text/duration.ts'

/** @example countOf(2, 'exercise') // '2 exercises' */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
