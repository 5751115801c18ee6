import { Decimal128, type Document, Int32, Long, ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()
const decimal = (text: string) => Decimal128.fromString(text)

async function computed(expression: unknown, doc: Document = {}, options: Document = {}): Promise<unknown> {
  const collection = await server.collection('docs', [{ _id: 1, ...doc }])
  const [result] = await collection.aggregate([{ $project: { _id: 0, value: expression } }], options).toArray()
  return result?.['value']
}

const branch = (when: unknown, then: string) => ({ case: when, then })

/** Each row: the page of reference/operator/aggregation, the expression, the value that the page shows. */
const VALUES: [string, unknown, unknown][] = [
  [
    '$arrayToObject, k and v',
    {
      $arrayToObject: {
        $literal: [
          { k: 'item', v: 'abc123' },
          { k: 'qty', v: 25 },
        ],
      },
    },
    { item: 'abc123', qty: 25 },
  ],
  [
    '$arrayToObject, pairs',
    {
      $arrayToObject: {
        $literal: [
          ['item', 'abc123'],
          ['qty', 25],
        ],
      },
    },
    { item: 'abc123', qty: 25 },
  ],
  [
    '$filter, Behavior',
    {
      $filter: {
        input: [1, 'a', 2, null, 3.1, Long.fromNumber(4), '5'],
        as: 'num',
        cond: {
          $and: [
            { $gte: ['$$num', Long.fromString('-9223372036854775807')] },
            { $lte: ['$$num', Long.fromString('9223372036854775807')] },
          ],
        },
      },
    },
    [1, 2, 3.1, 4],
  ],
  ['$indexOfArray', { $indexOfArray: [['a', 'abc'], 'a'] }, 0],
  ['$indexOfArray, an array', { $indexOfArray: [['a', 'abc', 'de', ['de']], ['de']] }, 3],
  ['$indexOfArray, not there', { $indexOfArray: [[1, 2], 5] }, -1],
  [
    '$indexOfArray, no part of the list',
    {
      $indexOfArray: [
        [1, 2, 3],
        [1, 2],
      ],
    },
    -1,
  ],
  ['$indexOfArray, from a start', { $indexOfArray: [[10, 9, 9, 8, 9], 9, 3] }, 4],
  ['$indexOfArray, before an end', { $indexOfArray: [['a', 'abc', 'b'], 'b', 0, 1] }, -1],
  ['$indexOfArray, start after end', { $indexOfArray: [['a', 'abc', 'b'], 'b', 1, 0] }, -1],
  ['$indexOfArray, start after the last', { $indexOfArray: [['a', 'abc', 'b'], 'b', 20] }, -1],
  ['$indexOfArray, null in the list', { $indexOfArray: [[null, null, null], null] }, 0],
  ['$indexOfArray, null as the list', { $indexOfArray: [null, 'foo'] }, null],
  ['$mergeObjects, with null', { $mergeObjects: [{ a: 1 }, null] }, { a: 1 }],
  ['$mergeObjects, nothing but null', { $mergeObjects: [null, null] }, {}],
  ['$mergeObjects, the last wins', { $mergeObjects: [{ a: 1 }, { a: 2, b: 2 }, { a: 3, c: 3 }] }, { a: 3, b: 2, c: 3 }],
  [
    '$mergeObjects, null as a value',
    { $mergeObjects: [{ a: 1 }, { a: 2, b: 2 }, { a: 3, b: null, c: 3 }] },
    { a: 3, b: null, c: 3 },
  ],
  ['$range, a step', { $range: [0, 10, 2] }, [0, 2, 4, 6, 8]],
  ['$range, downwards', { $range: [10, 0, -2] }, [10, 8, 6, 4, 2]],
  ['$range, the wrong way', { $range: [0, 10, -2] }, []],
  ['$range, without a step', { $range: [0, 5] }, [0, 1, 2, 3, 4]],
  [
    '$reduce, text',
    { $reduce: { input: ['a', 'b', 'c'], initialValue: '', in: { $concat: ['$$value', '$$this'] } } },
    'abc',
  ],
  [
    '$reduce, two values at once',
    {
      $reduce: {
        input: [1, 2, 3, 4],
        initialValue: { sum: 5, product: 2 },
        in: { sum: { $add: ['$$value.sum', '$$this'] }, product: { $multiply: ['$$value.product', '$$this'] } },
      },
    },
    { sum: 15, product: 48 },
  ],
  [
    '$reduce, arrays',
    {
      $reduce: {
        input: [
          [3, 4],
          [5, 6],
        ],
        initialValue: [1, 2],
        in: { $concatArrays: ['$$value', '$$this'] },
      },
    },
    [1, 2, 3, 4, 5, 6],
  ],
  ['$reduce, null', { $reduce: { input: null, initialValue: 1, in: '$$this' } }, null],
  ['$round, NaN', { $round: [Number.NaN, 1] }, Number.NaN],
  ['$round, null', { $round: [null, 1] }, null],
  ['$round, infinity', { $round: [Number.NEGATIVE_INFINITY, 1] }, Number.NEGATIVE_INFINITY],
  ['$round, to two places', { $round: [1234.5678, 2] }, 1234.57],
  ['$round, to the left', { $round: [1234.5678, -2] }, 1200],
  ['$round, all digits', { $round: [1234.5678, -4] }, 0],
  [
    '$setUnion',
    {
      $size: {
        $setUnion: [
          ['a', 'b', 'a'],
          ['b', 'a'],
        ],
      },
    },
    2,
  ],
  ['$slice', { $slice: [[1, 2, 3], 1, 1] }, [2]],
  ['$slice, from the end', { $slice: [[1, 2, 3], -2] }, [2, 3]],
  ['$slice, after the last', { $slice: [[1, 2, 3], 15, 2] }, []],
  ['$slice, before the first', { $slice: [[1, 2, 3], -15, 2] }, [1, 2]],
  ['$sortArray, integers', { $sortArray: { input: [1, 4, 1, 6, 12, 5], sortBy: 1 } }, [1, 1, 4, 5, 6, 12]],
  [
    '$sortArray, "Sort on Mixed Type Fields"',
    {
      $sortArray: {
        input: [
          20,
          4,
          { a: 'Free' },
          6,
          21,
          5,
          'Gratis',
          { a: null },
          { a: { sale: true, price: 19 } },
          decimal('10.23'),
          { a: 'On sale' },
        ],
        sortBy: 1,
      },
    },
    [
      4,
      5,
      6,
      decimal('10.23'),
      20,
      21,
      'Gratis',
      { a: null },
      { a: 'Free' },
      { a: 'On sale' },
      { a: { sale: true, price: 19 } },
    ],
  ],
  ['$split', { $split: ['June-15-2013', '-'] }, ['June', '15', '2013']],
  ['$split, several', { $split: ['banana split', 'a'] }, ['b', 'n', 'n', ' split']],
  ['$split, at the start', { $split: ['astronomical', 'astro'] }, ['', 'nomical']],
  ['$split, not there', { $split: ['pea green boat', 'owl'] }, ['pea green boat']],
  [
    '$switch',
    {
      $switch: {
        branches: [
          branch({ $eq: [0, 5] }, 'equals'),
          branch({ $gt: [0, 5] }, 'greater than'),
          branch({ $lt: [0, 5] }, 'less than'),
        ],
      },
    },
    'less than',
  ],
  [
    '$switch, default',
    {
      $switch: {
        branches: [branch({ $eq: [0, 5] }, 'equals'), branch({ $gt: [0, 5] }, 'greater than')],
        default: 'Did not match',
      },
    },
    'Did not match',
  ],
  [
    '$switch, text is true',
    {
      $switch: {
        branches: [branch('this is true', 'first case'), branch(false, 'second case')],
        default: 'Did not match',
      },
    },
    'first case',
  ],
  ['$toInt, true', { $toInt: true }, 1],
  ['$toInt, false', { $toInt: false }, 0],
  ['$toInt, a double', { $toInt: 1.99999 }, 1],
  ['$toInt, a decimal', { $toInt: decimal('5.5000') }, 5],
  ['$toInt, a long', { $toInt: Long.fromNumber(5000) }, 5000],
  ['$toInt, text', { $toInt: '-2' }, -2],
  ['$toInt, null', { $toInt: null }, null],
  ['$toDecimal, true', { $toDecimal: true }, decimal('1')],
  ['$toDecimal, false', { $toDecimal: false }, decimal('0')],
  ['$toDecimal, a double', { $toDecimal: 2.5 }, decimal('2.50000000000000')],
  ['$toDecimal, an int', { $toDecimal: new Int32(5) }, decimal('5')],
  ['$toDecimal, a long', { $toDecimal: Long.fromNumber(10000) }, decimal('10000')],
  ['$toDecimal, text', { $toDecimal: '-5.5' }, decimal('-5.5')],
  ['$toDecimal, a date', { $toDecimal: new Date('2018-03-27T05:04:47.890Z') }, decimal('1522127087890')],
  ['$convert, bool of text', { $convert: { input: 'false', to: 'bool' } }, true],
  ['$convert, bool of empty text', { $convert: { input: '', to: 'bool' } }, true],
  ['$convert, bool of 0', { $convert: { input: decimal('0'), to: 'bool' } }, false],
  ['$convert, bool of null', { $convert: { input: null, to: 'bool' } }, null],
  ['$convert, bool of a date', { $convert: { input: new Date('2018-03-26T04:38:28.044Z'), to: 'bool' } }, true],
  ['$convert, int of text', { $convert: { input: '-2', to: 'int' } }, -2],
  [
    '$convert, onError of an int',
    { $convert: { input: decimal('9223372036000.000'), to: 'int', onError: 'Could not convert to type integer.' } },
    'Could not convert to type integer.',
  ],
  ['$convert, double of text', { $convert: { input: '-5.5', to: 'double' } }, -5.5],
  ['$convert, double of an exponent', { $convert: { input: '5e10', to: 'double' } }, 50000000000],
  [
    '$convert, onError of a double',
    { $convert: { input: '5e550', to: 'double', onError: 'Could not convert to type double.' } },
    'Could not convert to type double.',
  ],
  [
    '$convert, double of a date',
    { $convert: { input: new Date('2018-03-27T05:04:47.890Z'), to: 'double' } },
    1522127087890,
  ],
  ['$convert, decimal of a double', { $convert: { input: 2.5, to: 'decimal' } }, decimal('2.50000000000000')],
  ['$convert, by number of the type', { $convert: { input: '25', to: 16 } }, 25],
  ['$convert, onNull', { $convert: { input: '$missing', to: 'int', onNull: 'none' } }, 'none'],
  [
    '$convert, an id',
    { $convert: { input: '5ab9cbe531c2ab715d42129a', to: 'objectId' } },
    new ObjectId('5ab9cbe531c2ab715d42129a'),
  ],
  ['$trim', { $trim: { input: '  \n good  bye \t  ' } }, 'good  bye'],
  ['$trim, chars', { $trim: { input: ' ggggoodbyeeeee', chars: 'ge' } }, ' ggggoodby'],
  ['$trim, chars and space', { $trim: { input: '    ggggoodbyeeeee', chars: ' ge' } }, 'oodby'],
  ['$trunc, 0', { $trunc: 0 }, 0],
  ['$trunc, 7.80', { $trunc: 7.8 }, 7],
  ['$trunc, -2.3', { $trunc: -2.3 }, -2],
  ['$zip', { $zip: { inputs: [['a'], ['b'], ['c']] } }, [['a', 'b', 'c']]],
  ['$zip, the shortest', { $zip: { inputs: [['a'], ['b', 'c']] } }, [['a', 'b']]],
  [
    '$zip, the longest',
    { $zip: { inputs: [[1], [2, 3]], useLongestLength: true } },
    [
      [1, 2],
      [null, 3],
    ],
  ],
  [
    '$zip, defaults',
    { $zip: { inputs: [[1], [2, 3], [4]], useLongestLength: true, defaults: ['a', 'b', 'c'] } },
    [
      [1, 2, 4],
      ['a', 3, 'c'],
    ],
  ],
]

describe('Expressions have the values that their pages show', () => {
  it.each(VALUES)('%s', async (_page, expression, value) => {
    expect(await computed(expression)).toEqual(value)
  })

  it.each<[number, number, number, number]>([
    [124.5, 124.5, 124, 120],
    [125.5, 125.5, 126, 130],
    [25, 25, 25, 20],
    [12.5, 12.5, 12, 10],
    [2.25, 2.2, 2, 0],
    [2.45, 2.5, 2, 0],
  ])('$round, "Rounding Numbers Ending in 5": %s', async (value, toOne, toZero, toTens) => {
    const rounded = [1, 0, -1].map((place) => ({ $round: ['$n', place] }))
    expect(await computed(rounded, { n: value })).toEqual([toOne, toZero, toTens])
  })

  it.each<[string, unknown, number]>([
    ['$indexOfArray, no list', { $indexOfArray: ['foo', 'foo'] }, 40090],
    ['$toInt, a decimal that is too large', { $toInt: decimal('9223372036000.000') }, 241],
    ['$toInt, a long that is too large', { $toInt: Long.fromNumber(922337203600) }, 241],
    ['$toInt, text with a point', { $toInt: '2.5' }, 241],
    ['$switch, no branch and no default', { $switch: { branches: [branch({ $eq: [0, 5] }, 'equals')] } }, 40066],
    ['$switch, no branches at all', { $switch: { branches: [] } }, 40068],
  ])('%s is refused', async (_page, expression, code) => {
    await expect(computed(expression)).rejects.toMatchObject({ code })
  })

  it('$split refuses a separator that is no text', async () => {
    await expect(computed({ $split: ['headphone jack', 7] })).rejects.toThrow(
      /\$split requires an expression that evaluates to a string as a second argument, found: /,
    )
  })

  it('$convert and $toInt give an int, $toLong a long, $toDouble a double', async () => {
    const types = [{ $toInt: '5' }, { $toLong: '5' }, { $toDouble: '5' }, { $toDecimal: '5' }]
    expect(await computed(types.map((expression) => ({ $type: expression })))).toEqual([
      'int',
      'long',
      'double',
      'decimal',
    ])
  })

  it('$toDecimal, example: the total keeps the digits', async () => {
    const orders = await server.collection('orders', [
      { _id: 1, item: 'apple', qty: 5, price: 10 },
      { _id: 2, item: 'pie', qty: 10, price: decimal('20.0') },
      { _id: 3, item: 'ice cream', qty: 2, price: '4.99' },
      { _id: 4, item: 'almonds', qty: 5, price: 5 },
    ])
    const total = { $multiply: ['$convertedPrice', '$convertedQty'] }
    const pipeline = [
      { $addFields: { convertedPrice: { $toDecimal: '$price' }, convertedQty: { $toInt: '$qty' } } },
      { $project: { item: 1, totalPrice: total } },
    ]
    expect(await orders.aggregate(pipeline).toArray()).toEqual([
      { _id: 1, item: 'apple', totalPrice: decimal('50') },
      { _id: 2, item: 'pie', totalPrice: decimal('200.0') },
      { _id: 3, item: 'ice cream', totalPrice: decimal('9.98') },
      { _id: 4, item: 'almonds', totalPrice: decimal('25') },
    ])
  })
})

interface Example {
  page: string
  docs: Document[]
  project: Document
  gives: Document[]
}

const EXAMPLES: Example[] = [
  {
    page: '$arrayToObject, example',
    docs: [
      {
        _id: 1,
        item: 'ABC1',
        dimensions: [
          { k: 'l', v: 25 },
          { k: 'w', v: 10 },
          { k: 'uom', v: 'cm' },
        ],
      },
      {
        _id: 2,
        item: 'ABC2',
        dimensions: [
          ['l', 50],
          ['w', 25],
          ['uom', 'cm'],
        ],
      },
    ],
    project: { item: 1, dimensions: { $arrayToObject: '$dimensions' } },
    gives: [
      { _id: 1, item: 'ABC1', dimensions: { l: 25, w: 10, uom: 'cm' } },
      { _id: 2, item: 'ABC2', dimensions: { l: 50, w: 25, uom: 'cm' } },
    ],
  },
  {
    page: '$dateToString, example',
    docs: [{ _id: 1, item: 'abc', price: 10, quantity: 2, date: new Date('2014-01-01T08:15:39.736Z') }],
    project: {
      yearMonthDayUTC: { $dateToString: { format: '%Y-%m-%d', date: '$date' } },
      timewithOffsetNY: { $dateToString: { format: '%H:%M:%S:%L%z', date: '$date', timezone: 'America/New_York' } },
      timewithOffset430: { $dateToString: { format: '%H:%M:%S:%L%z', date: '$date', timezone: '+04:30' } },
      minutesOffsetNY: { $dateToString: { format: '%Z', date: '$date', timezone: 'America/New_York' } },
      minutesOffset430: { $dateToString: { format: '%Z', date: '$date', timezone: '+04:30' } },
    },
    gives: [
      {
        _id: 1,
        yearMonthDayUTC: '2014-01-01',
        timewithOffsetNY: '03:15:39:736-0500',
        timewithOffset430: '12:45:39:736+0430',
        minutesOffsetNY: '-300',
        minutesOffset430: '270',
      },
    ],
  },
  {
    page: '$dateDiff, "Result Precision"',
    docs: [
      { _id: 1, start: new Date('2010-01-01'), end: new Date('2011-01-01') },
      { _id: 2, start: new Date('2010-01-01'), end: new Date('2011-07-01') },
      { _id: 3, start: new Date('2010-03-01'), end: new Date('2010-04-30') },
    ],
    project: Object.fromEntries(
      ['year', 'month', 'day'].map((unit) => [unit, { $dateDiff: { startDate: '$start', endDate: '$end', unit } }]),
    ),
    gives: [
      { _id: 1, year: 1, month: 12, day: 365 },
      { _id: 2, year: 1, month: 18, day: 546 },
      { _id: 3, year: 0, month: 1, day: 60 },
    ],
  },
  {
    page: '$dateDiff, "Weeks Per Month"',
    docs: [
      { _id: 1, start: new Date('2021-01-01'), end: new Date('2021-01-31') },
      { _id: 2, start: new Date('2021-02-01'), end: new Date('2021-02-28') },
      { _id: 3, start: new Date('2021-03-01'), end: new Date('2021-03-31') },
    ],
    project: {
      sunday: { $dateDiff: { startDate: '$start', endDate: '$end', unit: 'week' } },
      monday: { $dateDiff: { startDate: '$start', endDate: '$end', unit: 'week', startOfWeek: 'Monday' } },
      friday: { $dateDiff: { startDate: '$start', endDate: '$end', unit: 'week', startOfWeek: 'fri' } },
    },
    gives: [
      { _id: 1, sunday: 5, monday: 4, friday: 4 },
      { _id: 2, sunday: 4, monday: 3, friday: 4 },
      { _id: 3, sunday: 4, monday: 4, friday: 4 },
    ],
  },
  {
    page: '$filter, example',
    docs: [
      {
        _id: 0,
        items: [
          { item_id: 43, quantity: 2, price: 10 },
          { item_id: 2, quantity: 1, price: 240 },
        ],
      },
      {
        _id: 1,
        items: [
          { item_id: 23, quantity: 3, price: 110 },
          { item_id: 103, quantity: 4, price: 5 },
          { item_id: 38, quantity: 1, price: 300 },
        ],
      },
      { _id: 2, items: [{ item_id: 4, quantity: 1, price: 23 }] },
    ],
    project: { items: { $filter: { input: '$items', as: 'item', cond: { $gte: ['$$item.price', 100] } } } },
    gives: [
      { _id: 0, items: [{ item_id: 2, quantity: 1, price: 240 }] },
      {
        _id: 1,
        items: [
          { item_id: 23, quantity: 3, price: 110 },
          { item_id: 38, quantity: 1, price: 300 },
        ],
      },
      { _id: 2, items: [] },
    ],
  },
  {
    page: '$indexOfArray, example',
    docs: [
      { _id: 1, items: ['one', 'two', 'three'] },
      { _id: 2, items: [1, 2, 3] },
      { _id: 3, items: [null, null, 2] },
      { _id: 4, items: null },
      { _id: 5, amount: 3 },
    ],
    project: { index: { $indexOfArray: ['$items', 2] } },
    gives: [
      { _id: 1, index: -1 },
      { _id: 2, index: 1 },
      { _id: 3, index: 2 },
      { _id: 4, index: null },
      { _id: 5, index: null },
    ],
  },
  {
    page: '$map, example',
    docs: [
      { _id: 1, quizzes: [5, 6, 7] },
      { _id: 2, quizzes: [] },
      { _id: 3, quizzes: [3, 8, 9] },
    ],
    project: { adjustedGrades: { $map: { input: '$quizzes', as: 'grade', in: { $add: ['$$grade', 2] } } } },
    gives: [
      { _id: 1, adjustedGrades: [7, 8, 9] },
      { _id: 2, adjustedGrades: [] },
      { _id: 3, adjustedGrades: [5, 10, 11] },
    ],
  },
  {
    page: '$mod, example',
    docs: [
      { _id: 1, project: 'A', hours: 80, tasks: 7 },
      { _id: 2, project: 'B', hours: 40, tasks: 4 },
    ],
    project: { remainder: { $mod: ['$hours', '$tasks'] } },
    gives: [
      { _id: 1, remainder: 3 },
      { _id: 2, remainder: 0 },
    ],
  },
  {
    page: '$range, example',
    docs: [
      { _id: 0, city: 'San Jose', distance: 42 },
      { _id: 1, city: 'Sacramento', distance: 88 },
    ],
    project: { _id: 0, city: 1, 'Rest stops': { $range: [0, '$distance', 25] } },
    gives: [
      { city: 'San Jose', 'Rest stops': [0, 25] },
      { city: 'Sacramento', 'Rest stops': [0, 25, 50, 75] },
    ],
  },
  {
    page: '$reduce, "Discounted Merchandise"',
    docs: [
      { _id: 1, price: 20, discounts: [0.5, 0.1] },
      { _id: 2, price: 40, discounts: [0.25, 0.15, 0.05] },
      { _id: 4, price: 25, discounts: [0.3] },
      { _id: 5, price: 80, discounts: [0.1, 0.25] },
    ],
    project: {
      discountedPrice: {
        $reduce: {
          input: '$discounts',
          initialValue: '$price',
          in: { $multiply: ['$$value', { $subtract: [1, '$$this'] }] },
        },
      },
    },
    gives: [
      { _id: 1, discountedPrice: 9 },
      { _id: 2, discountedPrice: 24.224999999999998 },
      { _id: 4, discountedPrice: 17.5 },
      { _id: 5, discountedPrice: 54 },
    ],
  },
  {
    page: '$reduce, "Computing a Multiple Reductions"',
    docs: [{ _id: 3, arr: [[42], [26, 59], [17], [72, 19, 35]] }, { _id: 4 }],
    project: {
      results: {
        $reduce: {
          input: '$arr',
          initialValue: [],
          in: {
            collapsed: { $concatArrays: ['$$value.collapsed', '$$this'] },
            firstValues: { $concatArrays: ['$$value.firstValues', { $slice: ['$$this', 1] }] },
          },
        },
      },
    },
    gives: [
      { _id: 3, results: { collapsed: [42, 26, 59, 17, 72, 19, 35], firstValues: [42, 26, 17, 72] } },
      { _id: 4, results: null },
    ],
  },
  {
    page: '$regexFind, "captures Output Behavior"',
    docs: [
      { _id: 1, fname: 'Carol' },
      { _id: 2, fname: 'Daryl' },
      { _id: 4, fname: 'Colleen' },
    ],
    project: { returnObject: { $regexFind: { input: '$fname', regex: /(C(ar)*)ol/ } } },
    gives: [
      { _id: 1, returnObject: { match: 'Carol', idx: 0, captures: ['Car', 'ar'] } },
      { _id: 2, returnObject: null },
      { _id: 4, returnObject: { match: 'Col', idx: 0, captures: ['C', null] } },
    ],
  },
  {
    page: '$regexFind, "$regexFind and Its Options"',
    docs: [
      { _id: 1, text: 'Single LINE description.' },
      { _id: 2, text: 'First lines\nsecond line' },
      { _id: 6, text: 'métier work vocation' },
    ],
    project: {
      plain: { $regexFind: { input: '$text', regex: /lin(e|k)/ } },
      tier: { $regexFind: { input: '$text', regex: /tier/ } },
      i: { $regexFind: { input: '$text', regex: 'line', options: 'i' } },
      im: { $regexFind: { input: '$text', regex: /^s/im } },
    },
    gives: [
      {
        _id: 1,
        plain: null,
        tier: null,
        i: { match: 'LINE', idx: 7, captures: [] },
        im: { match: 'S', idx: 0, captures: [] },
      },
      {
        _id: 2,
        plain: { match: 'line', idx: 6, captures: ['e'] },
        tier: null,
        i: { match: 'line', idx: 6, captures: [] },
        im: { match: 's', idx: 12, captures: [] },
      },
      { _id: 6, plain: null, tier: { match: 'tier', idx: 2, captures: [] }, i: null, im: null },
    ],
  },
  {
    page: '$round, example',
    docs: [
      { _id: 1, value: 19.25 },
      { _id: 2, value: 28.73 },
      { _id: 3, value: 34.32 },
      { _id: 4, value: -45.39 },
    ],
    project: { one: { $round: ['$value', 1] }, whole: { $round: ['$value', 0] } },
    gives: [
      { _id: 1, one: 19.2, whole: 19 },
      { _id: 2, one: 28.7, whole: 29 },
      { _id: 3, one: 34.3, whole: 34 },
      { _id: 4, one: -45.4, whole: -45 },
    ],
  },
  {
    page: '$switch, example',
    docs: [
      { _id: 1, name: 'Susan Wilkes', scores: [87, 86, 78] },
      { _id: 2, name: 'Bob Hanna', scores: [71, 64, 81] },
      { _id: 3, name: 'James Torrelio', scores: [91, 84, 97] },
    ],
    project: {
      name: 1,
      summary: {
        $switch: {
          branches: [
            branch({ $gte: [{ $avg: '$scores' }, 90] }, 'Doing great!'),
            branch(
              { $and: [{ $gte: [{ $avg: '$scores' }, 80] }, { $lt: [{ $avg: '$scores' }, 90] }] },
              'Doing pretty well.',
            ),
            branch({ $lt: [{ $avg: '$scores' }, 80] }, 'Needs improvement.'),
          ],
          default: 'No scores found.',
        },
      },
    },
    gives: [
      { _id: 1, name: 'Susan Wilkes', summary: 'Doing pretty well.' },
      { _id: 2, name: 'Bob Hanna', summary: 'Needs improvement.' },
      { _id: 3, name: 'James Torrelio', summary: 'Doing great!' },
    ],
  },
  {
    page: '$trim, example',
    docs: [
      { _id: 1, description: ' product 1' },
      { _id: 2, description: 'product 2 \n The product is in stock.  \n\n  ' },
      { _id: 3, description: null },
    ],
    project: { description: { $trim: { input: '$description' } } },
    gives: [
      { _id: 1, description: 'product 1' },
      { _id: 2, description: 'product 2 \n The product is in stock.' },
      { _id: 3, description: null },
    ],
  },
  {
    page: '$zip, "Filtering and Preserving Indexes"',
    docs: [
      {
        _id: 1,
        pages: [
          { title: 'awk for beginners', reviews: 5 },
          { title: 'sed for newbies', reviews: 0 },
          { title: 'grep made simple', reviews: 2 },
        ],
      },
    ],
    project: {
      _id: false,
      pages: {
        $filter: {
          input: { $zip: { inputs: ['$pages', { $range: [0, { $size: '$pages' }] }] } },
          as: 'pageWithIndex',
          cond: {
            $let: {
              vars: { page: { $arrayElemAt: ['$$pageWithIndex', 0] } },
              in: { $gte: ['$$page.reviews', 1] },
            },
          },
        },
      },
    },
    gives: [
      {
        pages: [
          [{ title: 'awk for beginners', reviews: 5 }, 0],
          [{ title: 'grep made simple', reviews: 2 }, 2],
        ],
      },
    ],
  },
]

describe('Expressions do what the examples of their pages show', () => {
  it.each(EXAMPLES)('$page', async ({ docs, project, gives }) => {
    const collection = await server.collection('docs', docs)
    expect(await collection.aggregate([{ $project: project }]).toArray()).toEqual(gives)
  })
})
