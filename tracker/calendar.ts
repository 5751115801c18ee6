/** The learner's calendar day as a whole number, so that the day after is one more whatever the clocks did at night. */
export function dayNumber(moment: Date): number {
  return Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / MS_A_DAY
}

export const MS_A_DAY = 86_400_000
