import { check } from 'backend-workbook/check'
import { type Dice, partial, pick, small } from '../ranges.ts'
import { expectAnswers, OPERATORS } from './answers.ts'

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
