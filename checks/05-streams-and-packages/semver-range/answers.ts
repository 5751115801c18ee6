import { expect } from 'backend-workbook/check'
import { satisfies } from '../../../exercises/05-streams-and-packages/semver-range.ts'
import { type Dice, questions } from '../ranges.ts'

/** Asks the learner, question by question: first the telling ones, then many that npm has answered. */
export function expectAnswers(
  telling: [version: string, range: string, expected: boolean][],
  seed: number,
  make: (dice: Dice) => { version: string; range: string },
): void {
  for (const [version, range, expected] of telling) {
    expect(satisfies(version, range), `satisfies('${version}', '${range}')`).toBe(expected)
  }
  // Most answers are right, and need no message.
  for (const { version, range, expected } of questions(seed, make)) {
    const answer = satisfies(version, range)
    if (answer !== expected) expect(answer, `satisfies('${version}', '${range}')`).toBe(expected)
  }
}

export const OPERATORS = ['<', '<=', '>', '>=', '=', ''] as const
