const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** `2026-11-29` → `29 Nov 2026`. Not Intl: it takes as long to load as all the rest. */
export function sayDate(date: string): string {
  const [year, , day] = date.split('-')
  return `${Number(day)} ${monthOf(date)} ${year}`
}

/** `Nov` */
export function monthOf(date: string): string {
  return MONTHS[Number(date.slice(5, 7)) - 1] ?? ''
}

/** An ISO time → `2026-11-29`, its day on the learner's calendar. */
export function localDate(at: string): string {
  const moment = new Date(at)
  return [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-')
}

/** The same with the time of day: `2026-11-29 21:05`. */
export function localMoment(at: string): string {
  const moment = new Date(at)
  return `${localDate(at)} ${two(moment.getHours())}:${two(moment.getMinutes())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
