import { check, expect } from 'backend-workbook/check'
import { maxSatisfying, satisfies } from '../../exercises/05-streams-and-packages/semver-range.ts'
import { type Dice, diceOf, highest, partial, pick, prerelease, questions, small } from './ranges.ts'

/** Asks the learner, question by question: first the telling ones, then many that npm has answered. */
function expectAnswers(
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

const OPERATORS = ['<', '<=', '>', '>=', '=', ''] as const

check('compares numbers as numbers, not as text', { read: 'semver' }, () => {
  const NUMBERS = [1, 2, 9, 10, 11, 20, 100] as const
  const large = (dice: Dice) => `1.${pick(dice, NUMBERS)}.${pick(dice, NUMBERS)}`
  expectAnswers(
    [
      ['1.10.0', '>1.9.0', true],
      ['1.2.10', '<=1.2.9', false],
    ],
    1,
    (dice) => ({ version: large(dice), range: pick(dice, OPERATORS) + large(dice) }),
  )
})

check('lets ^ keep the major version from 1.0.0 on', { read: 'ranges' }, () => {
  expectAnswers(
    [
      ['1.3.0', '^1.2.3', true],
      ['1.2.2', '^1.2.3', false],
      ['2.0.0', '^1.2.3', false],
      ['1.0.1', '^1', true],
    ],
    2,
    (dice) => {
      const major = 1 + dice(2)
      const range = pick(dice, [`^${major}`, `^${major}.${dice(4)}`, `^${major}.${dice(4)}.${dice(4)}`, `^${major}.x`])
      return { version: small(dice), range }
    },
  )
})

check('lets ^ keep the first number that is not 0', { read: 'ranges' }, () => {
  expectAnswers(
    [
      ['0.3.0', '^0.2.3', false],
      ['0.2.9', '^0.2.3', true],
      ['0.0.4', '^0.0.3', false],
      ['0.0.9', '^0.0', true],
      ['0.9.0', '^0', true],
    ],
    3,
    (dice) => ({
      version: `0.${dice(3)}.${dice(4)}`,
      range: pick(dice, [`^0.${dice(3)}.${dice(4)}`, `^0.${dice(3)}`, `^0.0.${dice(4)}`, '^0', '^0.x', '^0.0.x']),
    }),
  )
})

check('lets ~ take new patches only', { read: 'ranges' }, () => {
  expectAnswers(
    [
      ['1.2.9', '~1.2.3', true],
      ['1.3.0', '~1.2.3', false],
      ['1.3.0', '~1.2', false],
      ['1.3.0', '~1', true],
      ['0.2.9', '~0.2.3', true],
    ],
    4,
    (dice) => ({ version: small(dice), range: `~${dice(2) === 0 ? small(dice) : partial(dice)}` }),
  )
})

check('takes a partial version for all versions that begin with it', { read: 'ranges' }, () => {
  expectAnswers(
    [
      ['1.4.2', '1.x', true],
      ['1.2.9', '1.2', true],
      ['1.3.0', '1.2.*', false],
      ['9.9.9', '*', true],
      ['9.9.9', '', true],
    ],
    5,
    (dice) => ({ version: small(dice), range: pick(dice, ['', '=']) + (dice(4) === 0 ? small(dice) : partial(dice)) }),
  )
})

check('compares with all that a partial version stands for', { read: 'ranges' }, () => {
  expectAnswers(
    [
      ['1.2.9', '>1.2', false],
      ['1.3.0', '>1.2', true],
      ['1.2.9', '<=1.2', true],
      ['1.9.0', '<=1.x', true],
      ['1.2.0', '<1.2', false],
      ['1.2.0', '>=1.2', true],
      ['1.0.0', '>*', false],
      ['1.0.0', '<*', false],
    ],
    6,
    (dice) => ({ version: small(dice), range: pick(dice, ['<', '<=', '>', '>=']) + partial(dice) }),
  )
})

check('takes a hyphen range with both of its ends', { read: 'ranges' }, () => {
  expectAnswers(
    [
      ['1.2.3', '1.2.3 - 2.3.4', true],
      ['2.3.4', '1.2.3 - 2.3.4', true],
      ['2.3.5', '1.2.3 - 2.3.4', false],
      ['2.3.9', '1.2 - 2.3', true],
      ['2.9.9', '1.2 - 2', true],
      ['1.5.0', '  1.2.3  -  2.3.4  ', true],
      ['1.5.0', '^1.0.0 1.2.3 - 2.3.4', false],
      ['1.5.0', '1.2.3 - 2.3.4 <1.9.0', false],
    ],
    7,
    (dice) => {
      const end = () => (dice(2) === 0 ? small(dice) : partial(dice))
      return { version: small(dice), range: `${end()} - ${end()}` }
    },
  )
})

check('asks for all comparisons of a set, and for one of the sets', { read: 'ranges' }, () => {
  expectAnswers(
    [
      ['1.5.0', '>=1.2.0 <2.0.0', true],
      ['2.5.0', '>=1.2.0 <2.0.0', false],
      ['3.1.0', '1.2.3 || >=3.0.0', true],
      ['2.0.0', '1.2.3||>=3.0.0', false],
      ['1.5.0', '>= 1.2.0   < 2.0.0', true],
      ['1.5.0', '  >=  1.2.0 <2.0.0 ', true],
    ],
    8,
    (dice) => {
      const set = () => `>=${small(dice)} <${pick(dice, [' ', ''])}${small(dice)}`
      const range = pick(dice, [set(), `${set()} || ${set()}`, `${set()}||=${small(dice)} || ${set()}`])
      return { version: small(dice), range }
    },
  )
})

check('puts prereleases in their order', { read: 'semver' }, () => {
  expectAnswers(
    [
      ['1.0.0', '>1.0.0-rc.1', true],
      ['1.0.0-beta.11', '>1.0.0-beta.2', true],
      ['1.0.0-alpha.beta', '>1.0.0-alpha.1', true],
      ['1.0.0-alpha.1', '>1.0.0-alpha', true],
      ['1.0.0-beta', '>1.0.0-alpha.9', true],
      ['1.0.0-beta.11', '<1.0.0-beta.100', true],
      ['1.0.0-rc1', '=1.0.0-rc1', true],
      ['1.0.0-1a', '=1.0.0-1a', true],
      ['1.0.0-rc.1', '>1.0.0-alpha <1.0.0', true],
    ],
    9,
    (dice) => ({
      version: dice(8) === 0 ? '1.0.0' : `1.0.0-${prerelease(dice)}`,
      range: `${pick(dice, OPERATORS)}1.0.0-${prerelease(dice)}`,
    }),
  )
})

check('lets a prerelease in only beside one of the same version', { read: 'ranges' }, () => {
  const RANGES = ['^1.2.3-1', '>=1.2.3-1', '>1.2.2', '~1.2.3', '1.x', '<2.0.0', '>=1.0.0 <1.2.3-8'] as const
  expectAnswers(
    [
      ['2.0.0-rc.1', '^1.2.3', false],
      ['2.0.0-rc.1', '<2.0.0', false],
      ['1.2.4-beta.1', '^1.2.3', false],
      ['1.2.3-beta.2', '^1.2.3-beta.1', true],
      ['1.2.4-beta.2', '^1.2.3-beta.1', false],
      ['1.2.4', '^1.2.3-beta.1', true],
      ['1.2.3-5', '*', false],
      ['1.3.0-zeta', '>1.2', false],
      ['2.0.0-rc.1', '>=2.0.0-alpha ^1.2.3', false],
      ['1.2.3-5', '<1.2.3-9 || >=1.0.0', true],
      ['1.2.3-5', '1.2.3-3 || >=1.0.0', false],
    ],
    10,
    (dice) => ({
      version: `1.2.${2 + dice(3)}-${dice(10)}`,
      range: dice(2) === 0 ? pick(dice, RANGES) : `${pick(dice, RANGES)} || ${pick(dice, RANGES)}`,
    }),
  )
})

check('ignores what stands behind a plus sign', { read: 'semver' }, () => {
  expectAnswers(
    [
      ['1.2.3+build.7', '1.2.3', true],
      ['1.2.3+build.7', '>1.2.3', false],
      ['1.2.3-beta+7', '1.2.3-beta', true],
      ['1.2.3+a-b', '^1.2.0', true],
    ],
    11,
    (dice) => ({
      version: `${small(dice)}+${pick(dice, ['1', 'linux.x64', '2025-10-10'])}`,
      range: pick(dice, OPERATORS) + small(dice),
    }),
  )
})

check('finds nothing in what is no range, and no range for what is no version', { read: 'semver' }, () => {
  for (const [version, range] of [
    ['1.2', '1.x'],
    ['1.2.3.4', '*'],
    ['01.2.3', '*'],
    ['1.2.x', '1.2.x'],
    ['1.2.3-', '*'],
    ['1.2.3-beta..1', '>=1.2.3-a'],
    ['latest', '*'],
    ['1.2.3', 'latest'],
    ['1.2.3', '^1.2.3 || banana'],
    ['1.2.3', '=>1.2.3'],
    ['1.2.3', '1.2.3.4'],
    ['1.2.3', '>=1.2.3 - 2.0.0'],
  ] as const) {
    expect(satisfies(version, range), `satisfies('${version}', '${range}')`).toBe(false)
  }
})

check('picks the highest version of a list that lies in the range', { read: 'npm-install' }, () => {
  for (const [versions, range, expected] of [
    [['1.9.0', '1.10.0', '2.0.0', '1.2.0'], '^1.0.0', '1.10.0'],
    [['1.0.0', '2.0.0-rc.1'], '*', '1.0.0'],
    [['1.0.0-rc.1', '1.0.0-rc.2', '0.9.0'], '>=1.0.0-rc.0', '1.0.0-rc.2'],
    [['1.0.0', 'banana', '0.9.0'], '^2.0.0', undefined],
    [[], '*', undefined],
  ] as const) {
    const input = `maxSatisfying(${JSON.stringify(versions)}, '${range}')`
    expect(maxSatisfying([...versions], range), input).toBe(expected)
  }
  const dice = diceOf(13)
  for (let count = 0; count < 40; count += 1) {
    const versions = [...new Set(Array.from({ length: 1 + dice(12) }, () => small(dice)))]
    const range = `>=${small(dice)} <${small(dice)}`
    const input = `maxSatisfying(${JSON.stringify(versions)}, '${range}')`
    expect(maxSatisfying(versions, range), input).toBe(highest(versions, range))
  }
})
