import { Decimal128, Double } from 'bson'
import { describe, expect, it } from 'vitest'
import { type Doc, run } from './run.ts'

const SALES = [
  { _id: 1, state: 'CA', day: new Date('2024-01-01T00:00:00Z'), n: 10 },
  { _id: 2, state: 'CA', day: new Date('2024-01-02T00:00:00Z'), n: 20 },
  { _id: 3, state: 'CA', day: new Date('2024-01-04T00:00:00Z'), n: 40 },
  { _id: 4, state: 'WA', day: new Date('2024-01-02T00:00:00Z'), n: 5 },
  { _id: 5, state: 'WA', day: new Date('2024-01-02T00:00:00Z'), n: null },
]

async function windowOf(spec: Doc, sortBy: Doc = { day: 1 }): Promise<unknown[] | number> {
  const stage = { $setWindowFields: { partitionBy: '$state', sortBy, output: { value: spec } } }
  const result = await run(SALES, [stage, { $sort: { _id: 1 } }])
  return typeof result === 'number' ? result : result.map(({ value }) => value)
}

describe('window operators', () => {
  it.each<[string, Doc, unknown[]]>([
    ['$sum over the partition', { $sum: '$n' }, [70, 70, 70, 5, 5]],
    ['$sum so far', { $sum: '$n', window: { documents: ['unbounded', 'current'] } }, [10, 30, 70, 5, 5]],
    ['$sum over neighbours', { $sum: '$n', window: { documents: [-1, 1] } }, [30, 70, 60, 5, 5]],
    [
      '$sum with computed bounds',
      { $sum: '$n', window: { documents: [{ $subtract: [0, 1] }, 'current'] } },
      [10, 30, 60, 5, 5],
    ],
    ['$sum over what comes', { $sum: '$n', window: { documents: [1, 'unbounded'] } }, [60, 40, 0, 0, 0]],
    ['$sum over a range of days', { $sum: '$n', window: { range: [-1, 0], unit: 'day' } }, [10, 30, 40, 5, 5]],
    ['$avg', { $avg: '$n', window: { documents: ['unbounded', 'current'] } }, [10, 15, 70 / 3, 5, 5].map(boxed)],
    ['$min', { $min: '$n', window: { documents: [-1, 0] } }, [10, 10, 20, 5, 5]],
    ['$max so far', { $max: '$n', window: { documents: ['unbounded', 'current'] } }, [10, 20, 40, 5, 5]],
    ['$count', { $count: {}, window: { documents: [-1, 0] } }, [1, 2, 2, 1, 2]],
    ['$push', { $push: '$n', window: { documents: [-1, 0] } }, [[10], [10, 20], [20, 40], [5], [5, null]]],
    ['$addToSet', { $addToSet: '$state' }, [['CA'], ['CA'], ['CA'], ['WA'], ['WA']]],
    ['$first', { $first: '$n' }, [10, 10, 10, 5, 5]],
    ['$last', { $last: '$n' }, [40, 40, 40, null, null]],
    ['$top', { $top: { output: '$n', sortBy: { n: -1 } } }, [40, 40, 40, 5, 5]],
    [
      '$bottomN',
      { $bottomN: { output: '$_id', sortBy: { n: 1 }, n: 2 } },
      [
        [2, 3],
        [2, 3],
        [2, 3],
        [5, 4],
        [5, 4],
      ],
    ],
    ['$maxN', { $maxN: { input: '$n', n: 2 } }, [[40, 20], [40, 20], [40, 20], [5], [5]]],
    [
      '$stdDevSamp of one value',
      { $stdDevSamp: '$n', window: { documents: ['current', 'current'] } },
      [null, null, null, null, null],
    ],
    ['$rank', { $rank: {} }, [1, 2, 3, 1, 1]],
    ['$denseRank', { $denseRank: {} }, [1, 2, 3, 1, 1]],
    ['$documentNumber', { $documentNumber: {} }, [1, 2, 3, 1, 2]],
    ['$shift', { $shift: { output: '$n', by: 1, default: 'none' } }, [20, 40, 'none', null, 'none']],
    ['$shift back', { $shift: { output: '$n', by: -1 } }, [null, 10, 20, null, 5]],
    ['$locf', { $locf: '$n' }, [10, 20, 40, 5, 5]],
    ['$expMovingAvg', { $expMovingAvg: { input: '$n', N: 3 } }, [10, boxed(15), 27.5, 5, null]],
    [
      '$derivative',
      { $derivative: { input: '$n', unit: 'day' }, window: { documents: [-1, 0] } },
      [null, boxed(10), boxed(10), null, null],
    ],
    [
      '$integral',
      { $integral: { input: '$n', unit: 'day' }, window: { documents: ['unbounded', 'current'] } },
      [boxed(0), boxed(15), boxed(75), boxed(0), boxed(0)],
    ],
    ['$covariancePop', { $covariancePop: ['$_id', { $multiply: ['$_id', 2] }] }, [4 / 3, 4 / 3, 4 / 3, 0.5, 0.5]],
    ['$median', { $median: { input: '$n', method: 'approximate' } }, [20, 20, 20, 5, 5].map(boxed)],
  ])('%s', async (_name, spec, values) => {
    expect(await windowOf(spec)).toEqual(values)
  })

  it('$linearFill fills between two values, and keeps decimals', async () => {
    const docs = [
      { _id: 1, x: 0, y: Decimal128.fromString('1') },
      { _id: 2, x: 1 },
      { _id: 3, x: 4, y: Decimal128.fromString('9') },
      { _id: 4, x: 5 },
    ]
    const stage = { $setWindowFields: { sortBy: { x: 1 }, output: { y: { $linearFill: '$y' } } } }
    const filled = (await run(docs, [stage])) as Doc[]
    expect(filled.map(({ y }) => (y === null ? null : Number(String(y))))).toEqual([1, 3, 9, null])
    expect(filled[1]?.['y']).toBeInstanceOf(Decimal128)
  })

  it.each<[string, Doc, Doc, number]>([
    ['an operator that is none', { $add: 1 }, { day: 1 }, 9],
    ['documents without an order', { $sum: 1, window: { documents: [-1, 0] } }, {}, 5339901],
    ['bounds the wrong way round', { $sum: 1, window: { documents: [1, 0] } }, { day: 1 }, 5339900],
    ['documents and a range', { $sum: 1, window: { documents: [0, 1], unit: 'day' } }, { day: 1 }, 9],
    ['a range over two fields', { $sum: 1, window: { range: [0, 1] } }, { day: 1, n: 1 }, 5339902],
    ['a range of dates without a unit', { $sum: 1, window: { range: [0, 1] } }, { day: 1 }, 5429513],
    ['a range of numbers over text', { $sum: 1, window: { range: [0, 1] } }, { state: 1 }, 5429414],
    ['a whole range without an order', { $sum: 1, window: { range: ['unbounded', 'unbounded'] } }, {}, 5339902],
    [
      'a bound that is an expression of a word',
      { $sum: 1, window: { documents: [{ $literal: 'current' }, 3] } },
      { day: 1 },
      9,
    ],
    [
      'a derivative of dates without a unit',
      { $derivative: { input: '$n' }, window: { documents: [-1, 0] } },
      { day: 1 },
      5624901,
    ],
    [
      'a derivative of numbers with a unit',
      { $derivative: { input: '$n', unit: 'day' }, window: { documents: [-1, 0] } },
      { n: 1 },
      5624900,
    ],
    ['an integral of dates without a unit', { $integral: { input: '$n' } }, { day: 1 }, 5423902],
    ['an integral in months', { $integral: { input: '$n', unit: 'month' } }, { day: 1 }, 5490710],
    ['a rank with a window', { $rank: {}, window: { documents: [0, 1] } }, { day: 1 }, 5371601],
    ['a rank by two fields', { $rank: {} }, { day: 1, n: 1 }, 5371602],
    ['a derivative without a window', { $derivative: { input: '$n', unit: 'day' } }, { day: 1 }, 9],
    ['an average with N 0', { $expMovingAvg: { input: '$n', N: 0 } }, { day: 1 }, 9],
  ])('are refused with %s', async (_what, spec, sortBy, code) => {
    expect(await windowOf(spec, sortBy)).toBe(code)
  })
})

function boxed(value: number): number | Double {
  return Number.isInteger(value) ? new Double(value) : value
}

describe('$densify', () => {
  const numbers = [
    { _id: 1, k: 'a', v: 0 },
    { _id: 2, k: 'a', v: 4 },
    { _id: 3, k: 'b', v: 2 },
    { _id: 4, k: 'b' },
  ]
  const densify = async (spec: Doc, docs: Doc[] = numbers) => {
    const result = await run(docs, [{ $densify: spec }])
    return typeof result === 'number' ? result : result.map(({ k, v }) => [k, v])
  }

  it('fills each partition between its own ends', async () => {
    const spec = { field: 'v', partitionByFields: ['k'], range: { step: 2, bounds: 'partition' } }
    expect(await densify(spec)).toEqual([
      ['a', 0],
      ['a', 2],
      ['a', 4],
      ['b', undefined],
      ['b', 2],
    ])
  })

  it('fills every partition between the ends of all', async () => {
    const spec = { field: 'v', partitionByFields: ['k'], range: { step: 2, bounds: 'full' } }
    const made = (await densify(spec)) as unknown[][]
    expect(made.filter(([k]) => k === 'b').map(([, v]) => v)).toEqual([undefined, 0, 2])
    expect(made.filter(([k]) => k === 'a').map(([, v]) => v)).toEqual([0, 2, 4])
  })

  it('fills between bounds that are given, the upper one left out', async () => {
    const docs = [
      { _id: 1, k: 'a', v: 3 },
      { _id: 2, k: 'a', v: 11 },
    ]
    expect(await densify({ field: 'v', range: { step: 2, bounds: [1, 7] } }, docs)).toEqual([
      [undefined, 1],
      ['a', 3],
      [undefined, 5],
      ['a', 11],
    ])
  })

  it('fills months of dates', async () => {
    const docs = [
      { _id: 1, v: new Date('2024-01-15T00:00:00Z') },
      { _id: 2, v: new Date('2024-04-15T00:00:00Z') },
    ]
    const made = (await densify({ field: 'v', range: { step: 1, unit: 'month', bounds: 'full' } }, docs)) as [
      unknown,
      Date,
    ][]
    expect(made.map(([, v]) => v.getUTCMonth())).toEqual([0, 1, 2, 3])
  })

  it.each<[string, Doc, number]>([
    ['no step', { field: 'v', range: { bounds: 'full' } }, 40414],
    ['a step of 0', { field: 'v', range: { step: 0, bounds: 'full' } }, 5733401],
    ['other bounds', { field: 'v', range: { step: 1, bounds: 'all' } }, 5946802],
    ['one bound', { field: 'v', range: { step: 1, bounds: [1] } }, 5733403],
    ['a unit for numbers', { field: 'v', range: { step: 1, unit: 'day', bounds: 'full' } }, 6053600],
    ['a step that is no number', { field: 'v', range: { step: 'x', bounds: 'full' } }, 14],
    ['bounds the wrong way round', { field: 'v', range: { step: 1, bounds: [2, 1] } }, 5733402],
    ['numeric bounds with a unit', { field: 'v', range: { step: 1, unit: 'day', bounds: [1, 2] } }, 5733409],
    ['bounds of two types', { field: 'v', range: { step: 1, bounds: [1, new Date(0)] } }, 5733406],
    ['partitions of nothing', { field: 'v', range: { step: 1, bounds: 'partition' } }, 5733408],
    [
      'the field among its partitions',
      { field: 'v', partitionByFields: ['v'], range: { step: 1, bounds: 'full' } },
      8993000,
    ],
    ['a dollar in a partition', { field: 'v', partitionByFields: ['$k'], range: { step: 1, bounds: 'full' } }, 16410],
    ['half a month', { field: 'v', range: { step: 0.5, unit: 'month', bounds: 'full' } }, 6586400],
    ['text in the field', { field: 'k', range: { step: 1, bounds: 'full' } }, 5733201],
  ])('is refused with %s', async (_what, spec, code) => {
    expect(await densify(spec)).toBe(code)
  })
})

describe('$fill', () => {
  const docs = [
    { _id: 1, day: 1, n: 10 },
    { _id: 2, day: 2, n: null },
    { _id: 3, day: 4, n: 40 },
    { _id: 4, day: 5 },
  ]
  it.each<[string, Doc, unknown[]]>([
    ['a value', { n: { value: '$_id' } }, [10, 2, 40, 4]],
    ['the last value', { n: { method: 'locf' } }, [10, null, 40, null].map((n, i, all) => n ?? all[i - 1])],
    ['a line', { n: { method: 'linear' } }, [10, boxed(20), 40, null]],
  ])('by %s', async (_how, output, values) => {
    const filled = (await run(docs, [{ $fill: { sortBy: { day: 1 }, output } }])) as Doc[]
    expect(filled.map(({ n }) => n)).toEqual(values)
  })

  it('is refused with both ways of partitions', async () => {
    const stage = { $fill: { partitionBy: '$x', partitionByFields: ['x'], output: { n: { value: 1 } } } }
    expect(await run(docs, [stage])).toBe(6050204)
  })
})

describe('accumulators of a group', () => {
  it.each<[string, Doc, unknown]>([
    ['$first of a missing field', { $first: '$gone' }, null],
    ['$push leaves missing values out', { $push: '$n' }, [10, 20, 40, 5, null]],
    ['$addToSet', { $addToSet: { $type: '$n' } }, ['int', 'null']],
    ['$mergeObjects', { $mergeObjects: { $arrayToObject: [[['$state', '$n']]] } }, { CA: 40, WA: null }],
    ['$count', { $count: {} }, 5],
    ['$minN', { $minN: { input: '$n', n: 2 } }, [5, 10]],
    ['$top', { $top: { output: ['$_id', '$n'], sortBy: { n: -1 } } }, [3, 40]],
    [
      '$percentile',
      { $percentile: { input: '$n', p: [0.5, 1], method: 'approximate' } },
      [new Double(10), new Double(40)],
    ],
    [
      '$accumulator',
      {
        $accumulator: {
          init: 'function () { return { sum: 0 } }',
          accumulate: 'function (state, n) { return { sum: state.sum + (n || 0) } }',
          accumulateArgs: ['$n'],
          merge: 'function (a, b) { return { sum: a.sum + b.sum } }',
          finalize: 'function (state) { return state.sum }',
          lang: 'js',
        },
      },
      new Double(75),
    ],
  ])('%s', async (_name, accumulator, value) => {
    expect(await run(SALES, [{ $sort: { _id: 1 } }, { $group: { _id: null, value: accumulator } }])).toEqual([
      { _id: null, value },
    ])
  })

  it.each<[string, Doc, number]>([
    ['$count with an argument', { $count: 1 }, 14],
    ['$mergeObjects of a text', { $mergeObjects: 'x' }, 40400],
    ['$topN without n', { $topN: { output: 1, sortBy: { n: 1 } } }, 5788003],
    ['$top without an order', { $top: { output: 1 } }, 5788005],
    ['$top without output', { $top: { sortBy: { n: 1 } } }, 5788004],
    ['$top with more', { $top: { output: 1, sortBy: { n: 1 }, n: 1 } }, 5788002],
    ['$firstN with 0', { $firstN: { input: 1, n: 0 } }, 5787908],
    [
      '$accumulator of another language',
      { $accumulator: { init: '', accumulate: '', merge: '', lang: 'lua' } },
      4544701,
    ],
  ])('%s is refused', async (_name, accumulator, code) => {
    expect(await run(SALES, [{ $group: { _id: null, value: accumulator } }])).toBe(code)
  })
})
