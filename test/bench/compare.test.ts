import { expect, it } from 'vitest'
import { duration, overlaps, ratioOf, shortNumber, times } from '../../src/bench/compare.ts'
import type { Spread } from '../../src/bench/index.ts'
import { median, toSpread } from '../../src/bench/spread.ts'

it.each<[Spread, Spread, Spread]>([
  [
    [100, 200, 300],
    [1, 2, 4],
    [25, 100, 300],
  ],
  [
    [1, 2, 4],
    [100, 200, 300],
    [1 / 300, 0.01, 0.04],
  ],
  [
    [5, 5, 5],
    [5, 5, 5],
    [1, 1, 1],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
    [1, 1, 1],
  ],
  [
    [1, 2, 3],
    [0, 1, 2],
    [0.5, 2, Number.POSITIVE_INFINITY],
  ],
])('the ratio of %j to %j is as wide as the rounds allow', (a, b, expected) => {
  expect(ratioOf(a, b)).toEqual(expected)
})

it.each<[Spread, Spread, boolean]>([
  [[1, 2, 3], [4, 5, 6], false],
  [[4, 5, 6], [1, 2, 3], false],
  [[1, 2, 4], [4, 5, 6], true],
  [[1, 5, 9], [4, 5, 6], true],
  [[5, 5, 5], [1, 5, 9], true],
])('rounds of %j and %j overlap: %s', (a, b, expected) => {
  expect(overlaps(a, b)).toBe(expected)
})

it.each<[number, string]>([
  [0, '0'],
  [0.0123, '0.01'],
  [0.68, '0.68'],
  [0.996, '1.0'],
  [1.25, '1.3'],
  [9.94, '9.9'],
  [9.96, '10'],
  [178.6, '179'],
  [1544.2, '1,540'],
  [11396, '11,400'],
  [Number.POSITIVE_INFINITY, 'many'],
  [Number.NaN, '?'],
])('%f is written %s', (value, expected) => {
  expect(shortNumber(value)).toBe(expected)
})

it('writes waits in the unit that people read', () => {
  expect([0.7, 179, 999.4, 1440].map(duration)).toEqual(['0.7 ms', '179 ms', '999 ms', '1.4 s'])
})

it('says a ratio with its spread, and leaves out a spread of nothing', () => {
  expect(times([198, 255, 310])).toBe('255 times (198 to 310)')
  expect(times([2, 2, 2])).toBe('2.0 times')
})

it.each<[number[], number]>([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[7], 7],
  [[], Number.NaN],
])('the median of %j is %f', (values, expected) => {
  expect(median(values)).toBe(expected)
})

it('a spread is the smallest, the median and the largest round', () => {
  expect(toSpread([9, 1, 4])).toEqual([1, 4, 9])
})
