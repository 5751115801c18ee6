import { Decimal128, Double, Long } from 'bson'
import { expect, it } from 'vitest'
import { type Doc, run } from './run.ts'

const LONG = Long.fromString('9007199254740993')
const DECIMAL = Decimal128.fromString('0.10')
const DOC = { _id: 1, long: LONG, decimal: DECIMAL, double: new Double(3), int: 3 }
const BARE = { long: LONG, decimal: DECIMAL, double: new Double(3), int: 3 }

it.each<[string, Doc[]]>([
  ['$match with $expr', [{ $match: { $expr: { $gt: ['$long', 5] } } }]],
  ['$set', [{ $set: { x: { y: '$long' } } }, { $unset: 'x' }]],
  ['$project', [{ $project: { long: 1, decimal: 1, double: '$double', int: '$int' } }]],
  ['$replaceRoot', [{ $replaceRoot: { newRoot: '$$ROOT' } }]],
  ['$replaceWith', [{ $replaceWith: { $mergeObjects: ['$$ROOT', { int: '$int' }] } }]],
  ['$unwind', [{ $set: { l: ['$long'] } }, { $unwind: '$l' }, { $set: { long: '$l' } }, { $unset: 'l' }]],
  ['$group', [{ $group: { _id: '$_id', doc: { $first: '$$ROOT' } } }, { $replaceWith: '$doc' }]],
  [
    '$setWindowFields',
    [{ $setWindowFields: { sortBy: { int: 1 }, output: { n: { $documentNumber: {} } } } }, { $unset: 'n' }],
  ],
  [
    '$fill',
    [{ $fill: { sortBy: { int: 1 }, output: { int: { method: 'locf' }, gone: { value: 1 } } } }, { $unset: 'gone' }],
  ],
  ['$densify', [{ $densify: { field: 'int', range: { step: 1, bounds: 'full' } } }]],
  ['$redact', [{ $redact: '$$DESCEND' }]],
  ['$facet', [{ $facet: { a: [{ $match: {} }] } }, { $replaceWith: { $first: '$a' } }]],
  ['$sort, $skip and $limit', [{ $sort: { int: 1 } }, { $skip: 0 }, { $limit: 1 }]],
])('the types of numbers stay what they are: %s', async (_stage, pipeline) => {
  expect(await run([DOC], pipeline)).toEqual([DOC])
})

it('the types of numbers stay what they are: $lookup, $graphLookup, $unionWith', async () => {
  const stages = [
    { $lookup: { from: 'others', localField: 'int', foreignField: 'int', as: 'l' } },
    { $graphLookup: { from: 'others', startWith: '$int', connectFromField: 'none', connectToField: 'int', as: 'g' } },
    { $project: { l: { $first: '$l' }, g: { $first: '$g' } } },
  ]
  expect(await run([DOC], stages, {}, { others: [DOC] })).toEqual([{ _id: 1, l: DOC, g: DOC }])
  expect(await run([DOC], [{ $unionWith: 'others' }], {}, { others: [{ ...DOC, _id: 2 }] })).toEqual([
    DOC,
    { ...DOC, _id: 2 },
  ])
})

it('sums over groups and windows have the widest type that they met', async () => {
  const docs = [
    { _id: 1, g: 1, ...BARE },
    { _id: 2, g: 1, ...BARE },
  ]
  const sums = {
    long: { $sum: '$long' },
    decimal: { $sum: '$decimal' },
    double: { $sum: '$double' },
    int: { $sum: '$int' },
  }
  const totals = {
    long: Long.fromString('18014398509481986'),
    decimal: Decimal128.fromString('0.20'),
    double: new Double(6),
    int: 6,
  }
  expect(await run(docs, [{ $group: { _id: '$g', ...sums } }])).toEqual([{ _id: 1, ...totals }])
  const output = Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, { ...sum, window: { documents: ['unbounded', 'current'] } }]),
  )
  const [, last] = (await run(docs, [{ $setWindowFields: { sortBy: { _id: 1 }, output } }])) as Doc[]
  expect(last).toEqual({ _id: 2, g: 1, ...totals })
})

it('averages, extremes and deviations of a group', async () => {
  const docs = [1, 2, 3].map((n) => ({ _id: n, n, d: Decimal128.fromString(String(n)) }))
  const group = {
    _id: null,
    avg: { $avg: '$n' },
    avgOfDecimals: { $avg: '$d' },
    min: { $min: '$n' },
    max: { $max: '$d' },
    pop: { $stdDevPop: '$n' },
    samp: { $stdDevSamp: '$n' },
  }
  expect(await run(docs, [{ $group: group }])).toEqual([
    {
      _id: null,
      avg: new Double(2),
      avgOfDecimals: Decimal128.fromString('2'),
      min: 1,
      max: Decimal128.fromString('3'),
      pop: Math.sqrt(2 / 3),
      samp: new Double(1),
    },
  ])
})

it('numbers group together when they are equal, and only then', async () => {
  const numbers = [
    2,
    new Double(2),
    Long.fromNumber(2),
    Decimal128.fromString('2.0'),
    Decimal128.fromString('0.1'),
    0.1,
    Decimal128.fromString('0.10000000000000000001'),
    Long.fromString('1152921504606846976'),
    2 ** 60,
    Long.fromString('1152921504606846977'),
  ]
  const docs = numbers.map((n, i) => ({ _id: i, n }))
  const groups = (await run(docs, [{ $group: { _id: '$n', ids: { $push: '$_id' } } }])) as Doc[]
  expect(groups.map(({ ids }) => ids)).toEqual([[0, 1, 2, 3], [4], [5], [6], [7, 8], [9]])
})
