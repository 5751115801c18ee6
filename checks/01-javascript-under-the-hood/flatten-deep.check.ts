import { check, expect } from 'backend-workbook/check'
import { flattenDeep } from '../../exercises/01-javascript-under-the-hood/flatten-deep.ts'

check('gives all items in the order in which they are written', { read: 'flatten-deep' }, () => {
  expect(flattenDeep([1, [2, [3, []]], [[4]], 1]), 'flattenDeep([1, [2, [3, []]], [[4]], 1])').toEqual([1, 2, 3, 4, 1])
  expect(
    flattenDeep([
      [['a'], 'b'],
      [['c', ['d']], 'e'],
    ]),
    "flattenDeep([[['a'], 'b'], [['c', ['d']], 'e']])",
  ).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(flattenDeep([[], [[], [[]]]]), 'flattenDeep([[], [[], [[]]]])').toEqual([])
})

check('keeps items that are empty, false or missing', { read: 'flatten-deep' }, () => {
  const items = [0, [false, ['', [null]]], undefined, [Number.NaN]]
  expect(flattenDeep(items), "flattenDeep([0, [false, ['', [null]]], undefined, [NaN]])").toEqual([
    0,
    false,
    '',
    null,
    undefined,
    Number.NaN,
  ])
})

check('opens arrays and nothing else', { read: 'flatten-deep' }, () => {
  const items = ['text', new Set([1]), { length: 1, 0: 'a' }, new Uint8Array(2)]
  const flat = flattenDeep([items[0], [items[1], [items[2]]], items[3]])
  expect(flat, "flattenDeep(['text', [a Set, [an object with a length]], a Uint8Array])").toEqual(items)
  class Rows extends Array<unknown> {}
  expect(
    flattenDeep([Rows.from<unknown>([1, Rows.from([2])]), 3]),
    'flattenDeep([Rows.of(1, Rows.of(2)), 3]), where Rows extends Array',
  ).toEqual([1, 2, 3])
})

check('leaves the list as it was', { read: 'flatten-deep' }, () => {
  const inner = [2, [3]]
  const list = [1, inner, 4]
  flattenDeep(list)
  expect(list, 'the list [1, [2, [3]], 4], after flattenDeep(list)').toEqual([1, [2, [3]], 4])
  expect(list[1] === inner, 'is the inner array still the same object?').toBe(true)
})

check('goes down 300,000 levels', { read: 'call-stack' }, () => {
  let list: unknown[] = ['deepest']
  for (let level = 0; level < 300_000; level += 1) list = [list]
  const outcome = attempt(() => flattenDeep(['before', list, 'after']))
  expect(outcome, "flattenDeep(['before', 300,000 arrays in each other, 'after'])").toEqual([
    'before',
    'deepest',
    'after',
  ])
})

check('takes 500,000 items on one level', { read: 'call-stack' }, () => {
  const many = Array.from({ length: 500_000 }, (_, index) => index)
  const outcome = attempt(() => flattenDeep(['before', many, 'after']))
  expect(outcome.length === 1 ? outcome : outcome.length, 'the length of flattenDeep of 500,002 items').toBe(500_002)
  expect([outcome[0], outcome[1], outcome.at(-2), outcome.at(-1)], 'its first two and its last two items').toEqual([
    'before',
    0,
    499_999,
    'after',
  ])
})

/** The result, or the error as the only item, and an array as a word: a failure that showed 300,000 levels would itself go over the edge. */
function attempt(work: () => unknown[]): unknown[] {
  try {
    return work().map((item) => (Array.isArray(item) ? 'an array' : item))
  } catch (error) {
    return [String(error)]
  }
}
