/** Versions and ranges to ask npm's own semver package about: always the same, near each other, and of one kind each. */
import semver from 'semver'

/** Numbers from 0 to below `limit`, the same ones in every run. */
export type Dice = (limit: number) => number

export function diceOf(seed: number): Dice {
  let state = seed
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

export interface Question {
  version: string
  range: string
  /** What npm says. */
  expected: boolean
}

/** Asks npm. Keeps half of the questions for versions inside the range where it can, so that "no" is no good answer. */
export function* questions(
  seed: number,
  make: (dice: Dice) => { version: string; range: string },
  count = 120,
): Generator<Question> {
  const dice = diceOf(seed)
  const wanted = { true: count / 2, false: count / 2 }
  for (let tries = 0; tries < 10 * count && wanted.true + wanted.false > 0; tries += 1) {
    const { version, range } = make(dice)
    const expected = semver.satisfies(version, range)
    const key = `${expected}` as const
    if (wanted[key] <= 0) continue
    wanted[key] -= 1
    yield { version, range, expected }
  }
}

export function highest(versions: string[], range: string): string | undefined {
  return semver.maxSatisfying(versions, range) ?? undefined
}

export function pick<T>(dice: Dice, list: readonly [T, ...T[]]): T {
  return list[dice(list.length)] ?? list[0]
}

/** Small numbers, so that versions and ranges meet. */
export const small = (dice: Dice) => `${dice(4)}.${dice(4)}.${dice(4)}`

/** A version of which the last numbers may be missing, or stand as x or *. */
export function partial(dice: Dice): string {
  const numbers = [dice(4), dice(4)]
  return pick(dice, [
    `${numbers[0]}`,
    `${numbers[0]}.x`,
    `${numbers[0]}.*`,
    `${numbers[0]}.X.X`,
    `${numbers[0]}.${numbers[1]}`,
    `${numbers[0]}.${numbers[1]}.x`,
    `${numbers[0]}.${numbers[1]}.*`,
  ])
}

const IDENTIFIERS = ['0', '1', '2', '11', 'alpha', 'beta', 'rc', 'a-b', 'Beta'] as const

export function prerelease(dice: Dice): string {
  const first = pick(dice, IDENTIFIERS)
  return dice(2) === 0 ? first : `${first}.${pick(dice, IDENTIFIERS)}`
}
