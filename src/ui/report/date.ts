/** `2026-11-03` on the learner's calendar, as the heat map counts days. */
export function dateOf(at: string): string {
  const moment = new Date(at)
  return [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-')
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
