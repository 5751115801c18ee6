import { check, expect } from 'backend-workbook/check'
import { maxSatisfying, satisfies } from '../../../exercises/05-streams-and-packages/semver-range.ts'
import { diceOf, highest, pick, prerelease, small } from '../ranges.ts'
import { expectAnswers, OPERATORS } from './answers.ts'

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
    ['1.2.3-01', '>=1.2.3-0'],
    ['1.2.3-beta..1', '>=1.2.3-a'],
    ['latest', '*'],
    ['1.2.3', 'latest'],
    ['1.2.3', '^1.2.3 || banana'],
    ['1.2.3', '=>1.2.3'],
    ['1.2.3', '1.2.3.4'],
    ['1.2.3', '>=1.0.0,<2.0.0'],
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
    const list = [...versions]
    expect(maxSatisfying(list, range), input).toBe(expected)
    expect(list, `the list after ${input}`).toEqual(versions)
  }
  const dice = diceOf(13)
  for (let count = 0; count < 40; count += 1) {
    const versions = [...new Set(Array.from({ length: 1 + dice(12) }, () => small(dice)))]
    const range = `>=${small(dice)} <${small(dice)}`
    const input = `maxSatisfying(${JSON.stringify(versions)}, '${range}')`
    expect(maxSatisfying(versions, range), input).toBe(highest(versions, range))
  }
})
