import { Binary, Decimal128, type Document, Long, MaxKey, MinKey } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()

/** Documents of one page, and its queries: what the page calls it, the filter, the ids it shows. */
interface Page {
  page: string
  docs: Document[]
  queries: [what: string, filter: Document, ids: unknown[]][]
}

const ALL_DOCS = [
  {
    _id: 'xyz',
    tags: ['school', 'book', 'bag', 'headphone', 'appliance'],
    qty: [
      { size: 'S', num: 10, color: 'blue' },
      { size: 'M', num: 45, color: 'blue' },
      { size: 'L', num: 100, color: 'green' },
    ],
  },
  {
    _id: 'abc',
    tags: ['appliance', 'school', 'book'],
    qty: [
      { size: '6', num: 100, color: 'green' },
      { size: '6', num: 50, color: 'blue' },
      { size: '8', num: 100, color: 'brown' },
    ],
  },
  {
    _id: 'efg',
    tags: ['school', 'book'],
    qty: [
      { size: 'S', num: 10, color: 'blue' },
      { size: 'M', num: 100, color: 'blue' },
      { size: 'L', num: 100, color: 'green' },
    ],
  },
  { _id: 'ijk', tags: ['electronics', 'school'], qty: [{ size: 'M', num: 100, color: 'green' }] },
]

const PRODUCTS = [
  { _id: 100, sku: 'abc123', description: 'Single line description.' },
  { _id: 101, sku: 'abc789', description: 'First line\nSecond line' },
  { _id: 102, sku: 'xyz456', description: 'Many spaces before     line' },
  { _id: 103, sku: 'xyz789', description: 'Multiple\nline description' },
]

const PAGES: Page[] = [
  {
    page: 'reference/operator/query/all',
    docs: ALL_DOCS,
    queries: [
      ['"Use $all to Match Values"', { tags: { $all: ['appliance', 'school', 'book'] } }, ['xyz', 'abc']],
      [
        '"Use $all with $elemMatch"',
        {
          qty: {
            $all: [{ $elemMatch: { size: 'M', num: { $gt: 50 } } }, { $elemMatch: { num: 100, color: 'green' } }],
          },
        },
        ['efg', 'ijk'],
      ],
    ],
  },
  {
    page: 'reference/operator/query/all, a field that is no array',
    docs: [
      { _id: 1, qty: 50 },
      { _id: 2, qty: [50, 60] },
      { _id: 3, qty: 60 },
    ],
    queries: [['$all with one value is equality', { qty: { $all: [50] } }, [1, 2]]],
  },
  {
    page: 'reference/operator/query/elemMatch',
    docs: [
      {
        _id: 1,
        array: [
          { value1: 1, value2: 0 },
          { value1: 2, value2: 2 },
        ],
      },
      {
        _id: 2,
        array: [
          { value1: 1, value2: 0 },
          { value1: 1, value2: 2 },
        ],
      },
    ],
    queries: [['all criteria in one element', { array: { $elemMatch: { value1: 1, value2: { $gt: 1 } } } }, [2]]],
  },
  {
    page: 'reference/operator/query/eq',
    docs: [
      { _id: 1, item: { name: 'ab', code: '123' }, qty: 15, tags: ['A', 'B', 'C'] },
      { _id: 2, item: { name: 'cd', code: '123' }, qty: 20, tags: ['B'] },
      { _id: 3, item: { name: 'ij', code: '456' }, qty: 25, tags: ['A', 'B'] },
      { _id: 4, item: { name: 'xy', code: '456' }, qty: 30, tags: ['B', 'A'] },
      { _id: 5, item: { name: 'mn', code: '000' }, qty: 20, tags: [['A', 'B'], 'C'] },
    ],
    queries: [
      ['"Equals a Specified Value"', { qty: { $eq: 20 } }, [2, 5]],
      ['"Field in Embedded Document Equals a Value"', { 'item.name': { $eq: 'ab' } }, [1]],
      ['"Array Element Equals a Value"', { tags: { $eq: 'B' } }, [1, 2, 3, 4]],
      ['"Equals an Array Value"', { tags: { $eq: ['A', 'B'] } }, [3, 5]],
      ['"Equals an Array Value", implicitly', { tags: ['A', 'B'] }, [3, 5]],
    ],
  },
  {
    page: 'reference/operator/query/eq, "Regex Match Behaviour"',
    docs: [
      { _id: 1, company: 'MongoDB' },
      { _id: 2, company: 'MongoDB2' },
    ],
    queries: [
      ['a string', { company: 'MongoDB' }, [1]],
      ['$eq with a string', { company: { $eq: 'MongoDB' } }, [1]],
      ['$eq with a regular expression', { company: { $eq: /MongoDB/ } }, []],
      ['a regular expression', { company: /MongoDB/ }, [1, 2]],
      ['$regex', { company: { $regex: /MongoDB/ } }, [1, 2]],
    ],
  },
  {
    page: 'reference/operator/query/exists',
    docs: [
      { _id: 1, a: 5, b: 5, c: null },
      { _id: 2, a: 3, b: null, c: 8 },
      { _id: 3, a: null, b: 3, c: 9 },
      { _id: 4, a: 1, b: 2, c: 3 },
      { _id: 5, a: 2, c: 5 },
      { _id: 6, a: 3, b: 2 },
      { _id: 7, a: 4 },
      { _id: 8, b: 2, c: 4 },
      { _id: 9, b: 2 },
      { _id: 10, c: 6 },
    ],
    queries: [
      ['a exists', { a: { $exists: true } }, [1, 2, 3, 4, 5, 6, 7]],
      ['b does not', { b: { $exists: false } }, [5, 7, 10]],
      ['c does not', { c: { $exists: false } }, [6, 7, 9]],
      ['"Exists and Not Equal To"', { a: { $exists: true, $nin: [5, 3] } }, [3, 4, 5, 7]],
    ],
  },
  {
    page: 'reference/operator/query/expr, "Compare Two Fields from A Single Document"',
    docs: [
      { _id: 1, category: 'food', budget: 400, spent: 450 },
      { _id: 2, category: 'drinks', budget: 100, spent: 150 },
      { _id: 3, category: 'clothes', budget: 100, spent: 50 },
      { _id: 4, category: 'misc', budget: 500, spent: 300 },
      { _id: 5, category: 'travel', budget: 200, spent: 650 },
    ],
    queries: [['spent more than planned', { $expr: { $gt: ['$spent', '$budget'] } }, [1, 2, 5]]],
  },
  {
    page: 'reference/operator/query/expr, "Using $expr With Conditional Statements"',
    docs: [
      { _id: 1, item: 'binder', qty: 100, price: 12 },
      { _id: 2, item: 'notebook', qty: 200, price: 8 },
      { _id: 3, item: 'pencil', qty: 50, price: 6 },
      { _id: 4, item: 'eraser', qty: 150, price: 3 },
    ],
    queries: [
      [
        'cheaper than 5 with the discount',
        {
          $expr: {
            $lt: [
              {
                $cond: {
                  if: { $gte: ['$qty', 100] },
                  // biome-ignore lint/suspicious/noThenProperty: MongoDB calls it so
                  then: { $divide: ['$price', 2] },
                  else: { $divide: ['$price', 4] },
                },
              },
              5,
            ],
          },
        },
        [2, 3, 4],
      ],
    ],
  },
  {
    page: 'reference/operator/query/in',
    docs: [
      { _id: 1, qty: 10, tags: ['school', 'clothing'] },
      { _id: 2, qty: 5, tags: ['appliances', 'berlin'] },
      { _id: 3, qty: 15, tags: ['storage'] },
      { _id: 4, qty: 20 },
    ],
    queries: [
      ['"Use the $in Operator to Match Values"', { qty: { $in: [5, 15] } }, [2, 3]],
      ['"Use the $in Operator to Match Values in an Array"', { tags: { $in: ['appliances', 'school'] } }, [1, 2]],
      ['"Use the $in Operator with a Regular Expression"', { tags: { $in: [/^be/, /^st/] } }, [2, 3]],
    ],
  },
  {
    page: 'reference/operator/query/mod',
    docs: [
      { _id: 1, item: 'abc123', qty: 0 },
      { _id: 2, item: 'xyz123', qty: 5 },
      { _id: 3, item: 'ijk123', qty: 12 },
      { _id: 4, qty: Number.NaN },
      { _id: 5, qty: Number.POSITIVE_INFINITY },
    ],
    queries: [
      ['"Use $mod to Select Documents"', { qty: { $mod: [4, 0] } }, [1, 3]],
      ['"Floating Point Arguments"', { qty: { $mod: [4.5, 0] } }, [1, 3]],
      ['"Floating Point Arguments", nearly 5', { qty: { $mod: [4.99, 0] } }, [1, 3]],
      ['"Negative Dividend"', { qty: { $mod: [-4, -0] } }, [1, 3]],
    ],
  },
  {
    page: 'reference/operator/query/not',
    docs: [
      { _id: 1, price: 1.99, item: 'pen' },
      { _id: 2, price: 5, item: 'ruler' },
      { _id: 3, item: 'paper' },
    ],
    queries: [
      ['$not takes documents without the field', { price: { $not: { $gt: 1.99 } } }, [1, 3]],
      ['$lte does not', { price: { $lte: 1.99 } }, [1]],
      ['a regular expression', { item: { $not: /^p.*/ } }, [2]],
      ['$regex with text', { item: { $not: { $regex: '^p.*' } } }, [2]],
      ['$regex with a regular expression', { item: { $not: { $regex: /^p.*/ } } }, [2]],
    ],
  },
  {
    page: 'reference/operator/query/regex',
    docs: PRODUCTS,
    queries: [
      ['"Perform a LIKE Match"', { sku: { $regex: /789$/ } }, [101, 103]],
      ['"Perform Case-Insensitive Regular Expression Match"', { sku: { $regex: /^ABC/i } }, [100, 101]],
      ['"Multiline Match"', { description: { $regex: /^S/, $options: 'm' } }, [100, 101]],
      ['"Multiline Match", without m', { description: { $regex: /^S/ } }, [100]],
      ['"Multiline Match", without an anchor', { description: { $regex: /S/ } }, [100, 101]],
      [
        '"Use the . Dot Character to Match New Line"',
        { description: { $regex: /m.*line/, $options: 'si' } },
        [102, 103],
      ],
      ['the same without s', { description: { $regex: /m.*line/, $options: 'i' } }, [102]],
      [
        '"Ignore White Spaces in Pattern"',
        { sku: { $regex: 'abc #category code\n123 #item number', $options: 'x' } },
        [100],
      ],
      ['"PCRE vs JavaScript": (?i) and (?-i)', { sku: { $regex: '(?i)AB(?-i)c' } }, [100, 101]],
      ['"PCRE vs JavaScript": what follows (?-i) minds case', { sku: { $regex: '(?i)a(?-i)BC' } }, []],
      ['"$in Expressions"', { sku: { $in: [/^ABC1/i, /^xyz4/] } }, [100, 102]],
      ['"Implicit AND Conditions for the Field"', { sku: { $regex: 'ABC', $options: 'i', $nin: ['abc789'] } }, [100]],
    ],
  },
  {
    page: 'reference/operator/query/bitsAllSet',
    docs: [
      { _id: 1, a: 54 },
      { _id: 2, a: 20 },
      { _id: 3, a: 20.0 },
      { _id: 4, a: new Binary(Buffer.from('Zg==', 'base64')) },
    ],
    queries: [
      ['"Bit Position Array"', { a: { $bitsAllSet: [1, 5] } }, [1, 4]],
      ['"Integer Bitmask"', { a: { $bitsAllSet: 50 } }, [1]],
      ['"BinData Bitmask"', { a: { $bitsAllSet: new Binary(Buffer.from('MC==', 'base64')) } }, [1]],
    ],
  },
  {
    page: 'tutorial/query-for-null-fields',
    docs: [{ _id: 1, item: null }, { _id: 2 }],
    queries: [
      ['"Equality Filter"', { item: null }, [1, 2]],
      ['"Type Check"', { item: { $type: 10 } }, [1]],
      ['"Existence Check"', { item: { $exists: false } }, [2]],
    ],
  },
  {
    page: 'reference/operator/query/type, "Querying by Data Type"',
    docs: [
      { _id: 1, tags: 'school' },
      { _id: 2, tags: [1, 'book'] },
      { _id: 3, tags: [1, 2] },
      { _id: 4, tags: 5 },
    ],
    queries: [
      ['text, alone or in an array', { tags: { $type: 2 } }, [1, 2]],
      ['by its alias', { tags: { $type: 'string' } }, [1, 2]],
      ['an array itself', { tags: { $type: 'array' } }, [2, 3]],
      ['any number', { tags: { $type: 'number' } }, [2, 3, 4]],
      ['one of several', { tags: { $type: ['string', 'int'] } }, [1, 2, 3, 4]],
    ],
  },
]

describe.each(PAGES)('$page', ({ docs, queries }) => {
  it.each(queries)('%s', async (_what, filter, ids) => {
    const collection = await server.collection('docs', docs)
    expect((await collection.find(filter).toArray()).map(({ _id }) => _id as unknown)).toEqual(ids)
  })
})

describe('reference/operator/query/mod, errors', () => {
  it.each<[string, unknown[], string]>([
    ['"Array with Single Element"', [4], 'malformed mod, not enough elements'],
    ['"Empty Array"', [], 'malformed mod, not enough elements'],
    ['"Too Many Elements Error"', [4, 1, 2, 3], 'malformed mod, too many elements'],
  ])('%s', async (_what, operand, message) => {
    const collection = await server.collection('inventory', [{ qty: 5 }])
    await expect(collection.find({ qty: { $mod: operand } as never }).toArray()).rejects.toMatchObject({ message })
  })
})

describe('reference/operator/query/type, "MinKey and MaxKey"', () => {
  it('sort before and after everything else', async () => {
    const at = new Date('2012-07-25T23:42:03Z')
    const values = [3, 2.9, at, true, new MaxKey(), new MinKey()]
    const collection = await server.collection(
      'test',
      values.map((x) => ({ x })),
    )
    const found = await collection.find().sort({ x: 1 }).toArray()
    expect(found.map(({ x }) => x)).toEqual([new MinKey(), 2.9, 3, true, at, new MaxKey()])
    expect(await collection.countDocuments({ x: { $type: -1 } })).toBe(1)
  })
})

describe('Numbers of different types ("Comparison/Sort Order": numeric types are one)', () => {
  it('are equal when their values are', async () => {
    const one = [1, Long.fromNumber(1), Decimal128.fromString('1.0')]
    const collection = await server.collection(
      'numbers',
      one.map((n) => ({ n })),
    )
    for (const value of one) expect(await collection.countDocuments({ n: value as never })).toBe(3)
    expect(await collection.distinct('n')).toHaveLength(1)
  })
})

const SCHOOLS = [
  {
    _id: 1,
    zipcode: '63109',
    students: [
      { name: 'john', school: 102, age: 10 },
      { name: 'jess', school: 102, age: 11 },
      { name: 'jeff', school: 108, age: 15 },
    ],
  },
  {
    _id: 2,
    zipcode: '63110',
    students: [
      { name: 'ajax', school: 100, age: 7 },
      { name: 'achilles', school: 100, age: 8 },
    ],
  },
  {
    _id: 3,
    zipcode: '63109',
    students: [
      { name: 'ajax', school: 100, age: 7 },
      { name: 'achilles', school: 100, age: 8 },
    ],
  },
  {
    _id: 4,
    zipcode: '63109',
    students: [
      { name: 'barney', school: 102, age: 7 },
      { name: 'ruth', school: 102, age: 16 },
    ],
  },
]

const comment = (...texts: string[]) => texts.map((text) => ({ comment: text }))
const BAGELS = comment('0. true', "1. croissants aren't bagels.")
const COFFEE = comment('0. fooey', '1. tea please', '2. iced coffee', '3. cappuccino', '4. whatever')
const POSTS = [
  { _id: 1, title: 'Bagels are not croissants.', comments: BAGELS },
  { _id: 2, title: 'Coffee please.', comments: COFFEE },
]
const GRADES = [
  { _id: 1, semester: 1, grades: [70, 87, 90] },
  { _id: 2, semester: 1, grades: [90, 88, 92] },
  { _id: 3, semester: 1, grades: [85, 100, 90] },
  { _id: 4, semester: 2, grades: [79, 85, 80] },
  { _id: 5, semester: 2, grades: [88, 88, 92] },
  { _id: 6, semester: 2, grades: [95, 90, 96] },
]
const GRADE_DOCS = [
  {
    _id: 7,
    semester: 3,
    grades: [
      { grade: 80, mean: 75, std: 8 },
      { grade: 85, mean: 90, std: 5 },
      { grade: 90, mean: 85, std: 3 },
    ],
  },
  {
    _id: 8,
    semester: 3,
    grades: [
      { grade: 92, mean: 88, std: 8 },
      { grade: 78, mean: 90, std: 5 },
      { grade: 88, mean: 85, std: 3 },
    ],
  },
]
const posts = (first: Document[], second: Document[]) => [
  { ...POSTS[0], comments: first },
  { ...POSTS[1], comments: second },
]

describe('Projections give what the pages of reference/operator/projection show', () => {
  it.each<{
    page: string
    docs: Document[]
    filter?: Document
    projection: Document
    sort?: Document
    gives: unknown[]
  }>([
    {
      page: '$slice, "Return an Array with Its First 3 Elements"',
      docs: POSTS,
      projection: { comments: { $slice: 3 } },
      gives: posts(BAGELS, COFFEE.slice(0, 3)),
    },
    {
      page: '$slice, "Return an Array with Its Last 3 Elements"',
      docs: POSTS,
      projection: { comments: { $slice: -3 } },
      gives: posts(BAGELS, COFFEE.slice(2)),
    },
    {
      page: '$slice, "Return an Array with 3 Elements After Skipping the First Element"',
      docs: POSTS,
      projection: { comments: { $slice: [1, 3] } },
      gives: posts(BAGELS.slice(1), COFFEE.slice(1, 4)),
    },
    {
      page: '$slice, "Return an Array with 3 Elements After Skipping the Last Element"',
      docs: POSTS,
      projection: { comments: { $slice: [-1, 3] } },
      gives: posts(BAGELS.slice(1), COFFEE.slice(4)),
    },
    {
      page: '$elemMatch, "Zipcode Search"',
      docs: SCHOOLS,
      filter: { zipcode: '63109' },
      projection: { students: { $elemMatch: { school: 102 } } },
      gives: [
        { _id: 1, students: [{ name: 'john', school: 102, age: 10 }] },
        { _id: 3 },
        { _id: 4, students: [{ name: 'barney', school: 102, age: 7 }] },
      ],
    },
    {
      page: '$elemMatch, "$elemMatch with Multiple Fields"',
      docs: SCHOOLS,
      filter: { zipcode: '63109' },
      projection: { students: { $elemMatch: { school: 102, age: { $gt: 10 } } } },
      gives: [
        { _id: 1, students: [{ name: 'jess', school: 102, age: 11 }] },
        { _id: 3 },
        { _id: 4, students: [{ name: 'ruth', school: 102, age: 16 }] },
      ],
    },
    {
      page: '$elemMatch, "$elemMatch with sort()": the sort sees the whole array',
      docs: SCHOOLS,
      filter: { zipcode: '63109' },
      projection: { students: { $elemMatch: { school: 102 } } },
      sort: { 'students.age': -1 },
      gives: [
        { _id: 4, students: [{ name: 'barney', school: 102, age: 7 }] },
        { _id: 1, students: [{ name: 'john', school: 102, age: 10 }] },
        { _id: 3 },
      ],
    },
    {
      page: '$, "Project Array Values"',
      docs: GRADES,
      filter: { semester: 1, grades: { $gte: 85 } },
      projection: { 'grades.$': 1 },
      gives: [
        { _id: 1, grades: [87] },
        { _id: 2, grades: [90] },
        { _id: 3, grades: [85] },
      ],
    },
    {
      page: '$, "Project Array Documents"',
      docs: GRADE_DOCS,
      filter: { 'grades.mean': { $gt: 70 } },
      projection: { 'grades.$': 1 },
      gives: [
        { _id: 7, grades: [{ grade: 80, mean: 75, std: 8 }] },
        { _id: 8, grades: [{ grade: 92, mean: 88, std: 8 }] },
      ],
    },
    {
      page: '$, "Array Field Limitations": $elemMatch chooses the element',
      docs: GRADE_DOCS,
      filter: { grades: { $elemMatch: { mean: { $gt: 70 }, grade: { $gt: 90 } } } },
      projection: { 'grades.$': 1 },
      gives: [{ _id: 8, grades: [{ grade: 92, mean: 88, std: 8 }] }],
    },
  ])('$page', async ({ docs, filter = {}, projection, sort = { _id: 1 }, gives }) => {
    const collection = await server.collection('docs', docs)
    expect(await collection.find(filter, { projection, sort: sort as never }).toArray()).toEqual(gives)
  })
})
