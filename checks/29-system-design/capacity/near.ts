import { expect } from 'backend-workbook/check'

/** At most 20 % off: enough for a day of 100,000 seconds, and too little for bits in place of bytes. */
const TOLERANCE = 0.2

/** Compares each step with what it should be, by a range. */
export function expectNear(actual: object, right: Record<string, number>, given: string): void {
  for (const [step, value] of Object.entries(right)) {
    // Nine digits: a product has another last digit when its factors come in another order.
    const seen = rounded(Number(Reflect.get(actual, step)))
    const [least, most] = [rounded(value * (1 - TOLERANCE)), rounded(value * (1 + TOLERANCE))]
    expect(seen, `${step} of ${given}: from ${least} to ${most}`).toBeGreaterThanOrEqual(least)
    expect(seen, `${step} of ${given}: from ${least} to ${most}`).toBeLessThanOrEqual(most)
  }
}

function rounded(number: number): number {
  return Number(number.toPrecision(9))
}
