import { Decimal128, type Document, Int32, Long } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()

interface Example {
  page: string
  before: Document[]
  filter?: Document
  update: Document | Document[]
  options?: Document
  after: Document[]
}

const grades = (...list: [grade: number, mean: number, std: number][]) =>
  list.map(([grade, mean, std]) => ({ grade, mean, std }))

const STUDENTS3 = {
  _id: 1,
  grades: [
    { type: 'quiz', questions: [10, 8, 5] },
    { type: 'quiz', questions: [8, 9, 6] },
    { type: 'hw', questions: [5, 4, 3] },
    { type: 'exam', questions: [25, 10, 23, 0] },
  ],
}

const PRODUCT = {
  _id: 100,
  sku: 'abc123',
  quantity: 250,
  instock: true,
  reorder: false,
  details: { model: '14Q2', make: 'xyz' },
  tags: ['apparel', 'clothing'],
  ratings: [{ by: 'ijk', rating: 4 }],
}

const STUDENTS = [
  {
    _id: 1,
    alias: ['The American Cincinnatus', 'The American Fabius'],
    mobile: '555-555-5555',
    nmae: { first: 'george', last: 'washington' },
  },
  { _id: 2, alias: ['My dearest friend'], mobile: '222-222-2222', nmae: { first: 'abigail', last: 'adams' } },
]

const TAG = {
  _id: 1,
  desc: 'crafts',
  dateEntered: new Date('2013-10-01T05:00:00Z'),
  dateExpired: new Date('2013-10-01T16:38:16.163Z'),
}

const EXAMPLES: Example[] = [
  // reference/operator/update, fields
  {
    page: '$inc, example',
    before: [{ _id: 1, sku: 'abc123', quantity: 10, metrics: { orders: 2, ratings: 3.5 } }],
    filter: { sku: 'abc123' },
    update: { $inc: { quantity: -2, 'metrics.orders': 1 } },
    after: [{ _id: 1, sku: 'abc123', quantity: 8, metrics: { orders: 3, ratings: 3.5 } }],
  },
  {
    page: '$max, "Use $max to Compare Numbers"',
    before: [{ _id: 1, highScore: 800, lowScore: 200 }],
    update: { $max: { highScore: 950 } },
    after: [{ _id: 1, highScore: 950, lowScore: 200 }],
  },
  {
    page: '$max, "Use $max to Compare Numbers", no effect',
    before: [{ _id: 1, highScore: 950, lowScore: 200 }],
    update: { $max: { highScore: 870 } },
    after: [{ _id: 1, highScore: 950, lowScore: 200 }],
  },
  {
    page: '$max, "Use $max to Compare Dates"',
    before: [TAG],
    update: { $max: { dateExpired: new Date('2013-09-30') } },
    after: [TAG],
  },
  {
    page: '$min, "Use $min to Compare Numbers"',
    before: [{ _id: 1, highScore: 800, lowScore: 200 }],
    update: { $min: { lowScore: 150 } },
    after: [{ _id: 1, highScore: 800, lowScore: 150 }],
  },
  {
    page: '$min, "Use $min to Compare Numbers", no effect',
    before: [{ _id: 1, highScore: 800, lowScore: 150 }],
    update: { $min: { lowScore: 250 } },
    after: [{ _id: 1, highScore: 800, lowScore: 150 }],
  },
  {
    page: '$min, "Use $min to Compare Dates"',
    before: [TAG],
    update: { $min: { dateEntered: new Date('2013-09-25') } },
    after: [{ ...TAG, dateEntered: new Date('2013-09-25') }],
  },
  {
    page: '$rename, "Rename a Field"',
    before: STUDENTS,
    update: { $rename: { nmae: 'name' } },
    after: STUDENTS.map(({ nmae, ...rest }) => ({ ...rest, name: nmae })),
  },
  {
    page: '$rename, "Rename a Field in an Embedded Document"',
    before: [{ _id: 1, mobile: '555-555-5555', name: { first: 'george', last: 'washington' } }],
    update: { $rename: { 'name.first': 'name.fname' } },
    after: [{ _id: 1, mobile: '555-555-5555', name: { fname: 'george', last: 'washington' } }],
  },
  {
    page: '$rename, "Rename a Field That Does Not Exist"',
    before: STUDENTS,
    update: { $rename: { wife: 'spouse' } },
    after: STUDENTS,
  },
  {
    page: '$set, "Set Top-Level Fields"',
    before: [PRODUCT],
    update: {
      $set: { quantity: 500, details: { model: '14Q3', make: 'xyz' }, tags: ['coats', 'outerwear', 'clothing'] },
    },
    after: [
      { ...PRODUCT, quantity: 500, details: { model: '14Q3', make: 'xyz' }, tags: ['coats', 'outerwear', 'clothing'] },
    ],
  },
  {
    page: '$set, "Set Fields in Embedded Documents"',
    before: [PRODUCT],
    update: { $set: { 'details.make': 'zzz' } },
    after: [{ ...PRODUCT, details: { model: '14Q2', make: 'zzz' } }],
  },
  {
    page: '$set, "Set Elements in Arrays"',
    before: [PRODUCT],
    update: { $set: { 'tags.1': 'rain gear', 'ratings.0.rating': 2 } },
    after: [{ ...PRODUCT, tags: ['apparel', 'rain gear'], ratings: [{ by: 'ijk', rating: 2 }] }],
  },
  {
    page: '$setOnInsert, example',
    before: [],
    filter: { _id: 1 },
    update: { $set: { item: 'apple' }, $setOnInsert: { defaultQty: 100 } },
    options: { upsert: true },
    after: [{ _id: 1, item: 'apple', defaultQty: 100 }],
  },
  {
    page: '$setOnInsert, a document that is there',
    before: [{ _id: 1, item: 'pear' }],
    filter: { _id: 1 },
    update: { $set: { item: 'apple' }, $setOnInsert: { defaultQty: 100 } },
    options: { upsert: true },
    after: [{ _id: 1, item: 'apple' }],
  },
  // reference/operator/update, arrays
  {
    page: '$ (update), "Update Values in an Array"',
    before: [
      { _id: 1, grades: [80, 85, 90] },
      { _id: 2, grades: [88, 90, 92] },
      { _id: 3, grades: [85, 100, 90] },
    ],
    filter: { _id: 1, grades: 80 },
    update: { $set: { 'grades.$': 82 } },
    after: [
      { _id: 1, grades: [82, 85, 90] },
      { _id: 2, grades: [88, 90, 92] },
      { _id: 3, grades: [85, 100, 90] },
    ],
  },
  {
    page: '$ (update), "Update Documents in an Array"',
    before: [{ _id: 4, grades: grades([80, 75, 8], [85, 90, 5], [90, 85, 3]) }],
    filter: { _id: 4, 'grades.grade': 85 },
    update: { $set: { 'grades.$.std': 6 } },
    after: [{ _id: 4, grades: grades([80, 75, 8], [85, 90, 6], [90, 85, 3]) }],
  },
  {
    page: '$ (update), "Update Embedded Documents Using Multiple Field Matches"',
    before: [{ _id: 4, grades: grades([80, 75, 8], [85, 90, 5], [90, 85, 3]) }],
    filter: { _id: 4, grades: { $elemMatch: { grade: { $lte: 90 }, mean: { $gt: 80 } } } },
    update: { $set: { 'grades.$.std': 6 } },
    after: [{ _id: 4, grades: grades([80, 75, 8], [85, 90, 6], [90, 85, 3]) }],
  },
  {
    page: '$ (update), "Unsets": null takes its place',
    before: [{ _id: 1, grades: [80, 85, 90] }],
    filter: { grades: 85 },
    update: { $unset: { 'grades.$': '' } },
    after: [{ _id: 1, grades: [80, null, 90] }],
  },
  {
    page: '$[], "Update All Elements in an Array"',
    before: [
      { _id: 1, grades: [85, 82, 80] },
      { _id: 2, grades: [88, 90, 92] },
      { _id: 3, grades: [85, 100, 90] },
    ],
    update: { $inc: { 'grades.$[]': 10 } },
    after: [
      { _id: 1, grades: [95, 92, 90] },
      { _id: 2, grades: [98, 100, 102] },
      { _id: 3, grades: [95, 110, 100] },
    ],
  },
  {
    page: '$[], "Update All Documents in an Array"',
    before: [
      { _id: 1, grades: grades([80, 75, 8], [85, 90, 6], [85, 85, 8]) },
      { _id: 2, grades: grades([90, 75, 8], [87, 90, 5], [85, 85, 6]) },
    ],
    update: { $inc: { 'grades.$[].std': -2 } },
    after: [
      { _id: 1, grades: grades([80, 75, 6], [85, 90, 4], [85, 85, 6]) },
      { _id: 2, grades: grades([90, 75, 6], [87, 90, 3], [85, 85, 4]) },
    ],
  },
  {
    page: '$[], "Update Arrays Specified Using a Negation Query Operator"',
    before: [
      { _id: 1, grades: [85, 82, 80] },
      { _id: 2, grades: [88, 90, 92] },
      { _id: 3, grades: [85, 100, 90] },
    ],
    filter: { grades: { $ne: 100 } },
    update: { $inc: { 'grades.$[]': 10 } },
    after: [
      { _id: 1, grades: [95, 92, 90] },
      { _id: 2, grades: [98, 100, 102] },
      { _id: 3, grades: [85, 100, 90] },
    ],
  },
  {
    page: '$[], "Update Nested Arrays in Conjunction with $[<identifier>]"',
    before: [STUDENTS3],
    update: { $inc: { 'grades.$[].questions.$[score]': 2 } },
    options: { arrayFilters: [{ score: { $gte: 8 } }] },
    after: [
      {
        _id: 1,
        grades: [
          { type: 'quiz', questions: [12, 10, 5] },
          { type: 'quiz', questions: [10, 11, 6] },
          { type: 'hw', questions: [5, 4, 3] },
          { type: 'exam', questions: [27, 12, 25, 0] },
        ],
      },
    ],
  },
  {
    page: '$[<identifier>], "Update All Array Elements That Match arrayFilters"',
    before: [
      { _id: 1, grades: [95, 92, 90] },
      { _id: 2, grades: [98, 100, 102] },
      { _id: 3, grades: [95, 110, 100] },
    ],
    update: { $set: { 'grades.$[element]': 100 } },
    options: { arrayFilters: [{ element: { $gte: 100 } }] },
    after: [
      { _id: 1, grades: [95, 92, 90] },
      { _id: 2, grades: [98, 100, 100] },
      { _id: 3, grades: [95, 100, 100] },
    ],
  },
  {
    page: '$[<identifier>], "Update All Documents That Match arrayFilters in an Array"',
    before: [
      { _id: 1, grades: grades([80, 75, 6], [85, 90, 4], [85, 85, 6]) },
      { _id: 2, grades: grades([90, 75, 6], [87, 90, 3], [85, 85, 4]) },
    ],
    update: { $set: { 'grades.$[elem].mean': 100 } },
    options: { arrayFilters: [{ 'elem.grade': { $gte: 85 } }] },
    after: [
      { _id: 1, grades: grades([80, 75, 6], [85, 100, 4], [85, 100, 6]) },
      { _id: 2, grades: grades([90, 100, 6], [87, 100, 3], [85, 100, 4]) },
    ],
  },
  {
    page: '$[<identifier>], "Update All Array Elements that Match Multiple Conditions"',
    before: [
      { _id: 1, grades: grades([80, 75, 6], [85, 100, 4], [85, 100, 6]) },
      { _id: 2, grades: grades([90, 100, 6], [87, 100, 3], [85, 100, 4]) },
    ],
    update: { $inc: { 'grades.$[elem].std': -1 } },
    options: { arrayFilters: [{ 'elem.grade': { $gte: 80 }, 'elem.std': { $gte: 5 } }] },
    after: [
      { _id: 1, grades: grades([80, 75, 5], [85, 100, 4], [85, 100, 5]) },
      { _id: 2, grades: grades([90, 100, 5], [87, 100, 3], [85, 100, 4]) },
    ],
  },
  {
    page: '$[<identifier>], "Update Array Elements Using a Negation Operator"',
    before: [
      { _id: 1, degrees: [{ level: 'Master' }, { level: 'Bachelor' }] },
      { _id: 2, degrees: [{ level: 'Bachelor' }] },
    ],
    update: { $set: { 'degrees.$[degree].gradcampaign': 1 } },
    options: { arrayFilters: [{ 'degree.level': { $ne: 'Bachelor' } }] },
    after: [
      { _id: 1, degrees: [{ level: 'Master', gradcampaign: 1 }, { level: 'Bachelor' }] },
      { _id: 2, degrees: [{ level: 'Bachelor' }] },
    ],
  },
  {
    page: '$[<identifier>], "Update Nested Arrays in Conjunction with $[]"',
    before: [STUDENTS3],
    update: { $inc: { 'grades.$[t].questions.$[score]': 2 } },
    options: { arrayFilters: [{ 't.type': 'quiz' }, { score: { $gte: 8 } }] },
    after: [
      {
        _id: 1,
        grades: [
          { type: 'quiz', questions: [12, 10, 5] },
          { type: 'quiz', questions: [10, 11, 6] },
          { type: 'hw', questions: [5, 4, 3] },
          { type: 'exam', questions: [25, 10, 23, 0] },
        ],
      },
    ],
  },
  {
    page: '$addToSet, "Value to Add is An Array"',
    before: [{ _id: 1, letters: ['a', 'b'] }],
    update: { $addToSet: { letters: ['c', 'd'] } },
    after: [{ _id: 1, letters: ['a', 'b', ['c', 'd']] }],
  },
  {
    page: '$addToSet, "Add to Array"',
    before: [{ _id: 1, item: 'polarizing_filter', tags: ['electronics', 'camera'] }],
    update: { $addToSet: { tags: 'accessories' } },
    after: [{ _id: 1, item: 'polarizing_filter', tags: ['electronics', 'camera', 'accessories'] }],
  },
  {
    page: '$addToSet, "Value Already Exists"',
    before: [{ _id: 1, item: 'polarizing_filter', tags: ['electronics', 'camera'] }],
    update: { $addToSet: { tags: 'camera' } },
    after: [{ _id: 1, item: 'polarizing_filter', tags: ['electronics', 'camera'] }],
  },
  {
    page: '$addToSet, "$each Modifier"',
    before: [{ _id: 2, item: 'cable', tags: ['electronics', 'supplies'] }],
    update: { $addToSet: { tags: { $each: ['camera', 'electronics', 'accessories'] } } },
    after: [{ _id: 2, item: 'cable', tags: ['electronics', 'supplies', 'camera', 'accessories'] }],
  },
  {
    page: '$addToSet, "Value to Add is a Document": the order of the fields matters',
    before: [{ _id: 1, list: [{ a: 1, b: 2 }] }],
    update: {
      $addToSet: {
        list: {
          $each: [
            { a: 1, b: 2 },
            { b: 2, a: 1 },
          ],
        },
      },
    },
    after: [
      {
        _id: 1,
        list: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      },
    ],
  },
  {
    page: '$pull, "Remove All Items That Equal a Specified Value"',
    before: [
      {
        _id: 1,
        fruits: ['apples', 'pears', 'oranges', 'grapes', 'bananas'],
        vegetables: ['carrots', 'celery', 'squash', 'carrots'],
      },
      {
        _id: 2,
        fruits: ['plums', 'kiwis', 'oranges', 'bananas', 'apples'],
        vegetables: ['broccoli', 'zucchini', 'carrots', 'onions'],
      },
    ],
    update: { $pull: { fruits: { $in: ['apples', 'oranges'] }, vegetables: 'carrots' } },
    after: [
      { _id: 1, fruits: ['pears', 'grapes', 'bananas'], vegetables: ['celery', 'squash'] },
      { _id: 2, fruits: ['plums', 'kiwis', 'bananas'], vegetables: ['broccoli', 'zucchini', 'onions'] },
    ],
  },
  {
    page: '$pull, "Remove All Items That Match a Specified $pull Condition"',
    before: [{ _id: 1, votes: [3, 5, 6, 7, 7, 8] }],
    update: { $pull: { votes: { $gte: 6 } } },
    after: [{ _id: 1, votes: [3, 5] }],
  },
  {
    page: '$pull, "Remove Items from an Array of Documents"',
    before: [
      {
        _id: 1,
        results: [
          { item: 'A', score: 5 },
          { item: 'B', score: 8, comment: 'Strongly agree' },
        ],
      },
      {
        _id: 2,
        results: [
          { item: 'C', score: 8, comment: 'Strongly agree' },
          { item: 'B', score: 4 },
        ],
      },
    ],
    update: { $pull: { results: { score: 8, item: 'B' } } },
    after: [
      { _id: 1, results: [{ item: 'A', score: 5 }] },
      {
        _id: 2,
        results: [
          { item: 'C', score: 8, comment: 'Strongly agree' },
          { item: 'B', score: 4 },
        ],
      },
    ],
  },
  {
    page: '$pull, "Remove Items from an Array of Documents", $elemMatch pulls nothing',
    before: [{ _id: 1, results: [{ item: 'B', score: 8 }] }],
    update: { $pull: { results: { $elemMatch: { score: 8, item: 'B' } } } },
    after: [{ _id: 1, results: [{ item: 'B', score: 8 }] }],
  },
  {
    page: '$pull, documents with arrays in them',
    before: [
      {
        _id: 1,
        results: [
          {
            item: 'A',
            score: 5,
            answers: [
              { q: 1, a: 4 },
              { q: 2, a: 6 },
            ],
          },
          {
            item: 'B',
            score: 8,
            answers: [
              { q: 1, a: 8 },
              { q: 2, a: 9 },
            ],
          },
        ],
      },
      {
        _id: 2,
        results: [
          {
            item: 'C',
            score: 8,
            answers: [
              { q: 1, a: 8 },
              { q: 2, a: 7 },
            ],
          },
          {
            item: 'B',
            score: 4,
            answers: [
              { q: 1, a: 0 },
              { q: 2, a: 8 },
            ],
          },
        ],
      },
    ],
    update: { $pull: { results: { answers: { $elemMatch: { q: 2, a: { $gte: 8 } } } } } },
    after: [
      {
        _id: 1,
        results: [
          {
            item: 'A',
            score: 5,
            answers: [
              { q: 1, a: 4 },
              { q: 2, a: 6 },
            ],
          },
        ],
      },
      {
        _id: 2,
        results: [
          {
            item: 'C',
            score: 8,
            answers: [
              { q: 1, a: 8 },
              { q: 2, a: 7 },
            ],
          },
        ],
      },
    ],
  },
  {
    page: '$push, "Append a Value to an Array"',
    before: [{ _id: 1, scores: [44, 78, 38, 80] }],
    update: { $push: { scores: 89 } },
    after: [{ _id: 1, scores: [44, 78, 38, 80, 89] }],
  },
  {
    page: '$push, "Use $push Operator with Multiple Modifiers"',
    before: [
      {
        _id: 5,
        quizzes: [
          { wk: 1, score: 10 },
          { wk: 2, score: 8 },
          { wk: 3, score: 5 },
          { wk: 4, score: 6 },
        ],
      },
    ],
    update: {
      $push: {
        quizzes: {
          $each: [
            { wk: 5, score: 8 },
            { wk: 6, score: 7 },
            { wk: 7, score: 6 },
          ],
          $sort: { score: -1 },
          $slice: 3,
        },
      },
    },
    after: [
      {
        _id: 5,
        quizzes: [
          { wk: 1, score: 10 },
          { wk: 2, score: 8 },
          { wk: 5, score: 8 },
        ],
      },
    ],
  },
  {
    page: '$position, "Add Elements at the Start of the Array"',
    before: [{ _id: 1, scores: [100] }],
    update: { $push: { scores: { $each: [50, 60, 70], $position: 0 } } },
    after: [{ _id: 1, scores: [50, 60, 70, 100] }],
  },
  {
    page: '$position, "Add Elements to the Middle of the Array"',
    before: [{ _id: 1, scores: [50, 60, 70, 100] }],
    update: { $push: { scores: { $each: [20, 30], $position: 2 } } },
    after: [{ _id: 1, scores: [50, 60, 20, 30, 70, 100] }],
  },
  {
    page: '$position, "Use a Negative Index to Add Elements to the Array"',
    before: [{ _id: 1, scores: [50, 60, 20, 30, 70, 100] }],
    update: { $push: { scores: { $each: [90, 80], $position: -2 } } },
    after: [{ _id: 1, scores: [50, 60, 20, 30, 90, 80, 70, 100] }],
  },
  {
    page: '$slice, "Slice from the Front of the Array"',
    before: [{ _id: 2, scores: [89, 90] }],
    update: { $push: { scores: { $each: [100, 20], $slice: 3 } } },
    after: [{ _id: 2, scores: [89, 90, 100] }],
  },
  {
    page: '$slice, "Update Array Using Slice Only"',
    before: [{ _id: 3, scores: [89, 70, 100, 20] }],
    update: { $push: { scores: { $each: [], $slice: -3 } } },
    after: [{ _id: 3, scores: [70, 100, 20] }],
  },
  {
    page: '$pop, "Remove the First Item of an Array"',
    before: [{ _id: 1, scores: [8, 9, 10] }],
    update: { $pop: { scores: -1 } },
    after: [{ _id: 1, scores: [9, 10] }],
  },
  {
    page: '$pop, "Remove the Last Item of an Array"',
    before: [{ _id: 1, scores: [9, 10] }],
    update: { $pop: { scores: 1 } },
    after: [{ _id: 1, scores: [9] }],
  },
  {
    page: '$pop, Behavior: the last one leaves an empty array',
    before: [{ _id: 1, scores: [9] }],
    update: { $pop: { scores: 1 } },
    after: [{ _id: 1, scores: [] }],
  },
  {
    page: '$pullAll, example',
    before: [{ _id: 1, scores: [0, 2, 5, 5, 1, 0] }],
    update: { $pullAll: { scores: [0, 5] } },
    after: [{ _id: 1, scores: [2, 1] }],
  },
  {
    page: '$slice, "Slice from the End of the Array"',
    before: [{ _id: 1, scores: [40, 50, 60] }],
    update: { $push: { scores: { $each: [80, 78, 86], $slice: -5 } } },
    after: [{ _id: 1, scores: [50, 60, 80, 78, 86] }],
  },
  {
    page: '$slice, zero leaves an empty array',
    before: [{ _id: 1, scores: [40, 50, 60] }],
    update: { $push: { scores: { $each: [80], $slice: 0 } } },
    after: [{ _id: 1, scores: [] }],
  },
  {
    page: '$sort, "Sort Array of Documents by a Field in the Documents"',
    before: [
      {
        _id: 1,
        quizzes: [
          { id: 1, score: 6 },
          { id: 2, score: 9 },
        ],
      },
    ],
    update: {
      $push: {
        quizzes: {
          $each: [
            { id: 3, score: 8 },
            { id: 4, score: 7 },
            { id: 5, score: 6 },
          ],
          $sort: { score: 1 },
        },
      },
    },
    after: [
      {
        _id: 1,
        quizzes: [
          { id: 1, score: 6 },
          { id: 5, score: 6 },
          { id: 4, score: 7 },
          { id: 3, score: 8 },
          { id: 2, score: 9 },
        ],
      },
    ],
  },
  {
    page: '$sort, "Sort Array Elements That Are Not Documents"',
    before: [{ _id: 2, tests: [89, 70, 89, 50] }],
    update: { $push: { tests: { $each: [40, 60], $sort: 1 } } },
    after: [{ _id: 2, tests: [40, 50, 60, 70, 89, 89] }],
  },
  {
    page: '$sort, "Update Array Using Sort Only"',
    before: [{ _id: 3, tests: [89, 70, 100, 20] }],
    update: { $push: { tests: { $each: [], $sort: -1 } } },
    after: [{ _id: 3, tests: [100, 89, 70, 20] }],
  },
]

describe('Updates leave what the pages of reference/operator/update show', () => {
  it.each(EXAMPLES)('$page', async ({ before, filter = {}, update, options = {}, after }) => {
    const collection = await server.collection('docs', before)
    await collection.updateMany(filter, update, options)
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(after)
  })
})

describe('Upserts of positional operators need the array in the filter', () => {
  it.each<[string, Document, Document, Document, unknown[]]>([
    ['$[], "upsert"', { myArray: [5, 8] }, { $set: { 'myArray.$[]': 10 } }, {}, [10, 10]],
    [
      '$[<identifier>], "upsert"',
      { myArray: [0, 1] },
      { $set: { 'myArray.$[element]': 2 } },
      { arrayFilters: [{ element: 0 }] },
      [2, 1],
    ],
  ])('%s', async (_page, filter, update, options, array) => {
    const collection = await server.collection('docs')
    await collection.updateOne(filter, update, { ...options, upsert: true })
    expect(await collection.findOne({}, { projection: { _id: 0 } })).toEqual({ myArray: array })
  })

  it.each<[string, Document, Document, Document]>([
    ['$[], "upsert", one element', { myArray: 5 }, { $set: { 'myArray.$[]': 10 } }, {}],
    ['$[], "upsert", no filter', {}, { $set: { 'myArray.$[]': 10 } }, {}],
    [
      '$[<identifier>], "upsert", no filter',
      {},
      { $set: { 'myArray.$[element]': 10 } },
      { arrayFilters: [{ element: 9 }] },
    ],
  ])('%s', async (page, filter, update, options) => {
    const collection = await server.collection('docs')
    const upsert = collection.updateOne(filter, update, { ...options, upsert: true })
    await expect(upsert).rejects.toMatchObject({
      code: 2,
      ...(page.startsWith('$[<') && {
        message: "The path 'myArray' must exist in the document in order to apply array updates.",
      }),
    })
    expect(await collection.countDocuments()).toBe(0)
  })
})

describe('Number types stay what the pages say', () => {
  it.each<[string, Document, Document, string, unknown]>([
    [
      '$mul, "Multiply the Value of a Field"',
      { price: Decimal128.fromString('10.99') },
      { $mul: { price: Decimal128.fromString('1.25') } },
      'price',
      Decimal128.fromString('13.7375'),
    ],
    ['$mul, "Multiply the Value of a Field", qty', { qty: new Int32(25) }, { $mul: { qty: 2 } }, 'qty', new Int32(50)],
    [
      '$mul, "Apply $mul Operator to a Non-existing Field"',
      {},
      { $mul: { price: Long.fromNumber(100) } },
      'price',
      Long.fromNumber(0),
    ],
    [
      '$mul, "Multiply Mixed Numeric Types"',
      { price: Long.fromNumber(10) },
      { $mul: { price: new Int32(5) } },
      'price',
      Long.fromNumber(50),
    ],
    [
      '$mul, "Mixed Type": beyond 32 bits it is a long',
      { price: new Int32(2_000_000_000) },
      { $mul: { price: new Int32(2) } },
      'price',
      Long.fromNumber(4_000_000_000),
    ],
    [
      '$bit, "Bitwise AND"',
      { expdata: new Int32(13) },
      { $bit: { expdata: { and: new Int32(10) } } },
      'expdata',
      new Int32(8),
    ],
    [
      '$bit, "Bitwise OR"',
      { expdata: Long.fromNumber(3) },
      { $bit: { expdata: { or: new Int32(5) } } },
      'expdata',
      Long.fromNumber(7),
    ],
    [
      '$bit, "Bitwise XOR"',
      { expdata: Long.fromNumber(1) },
      { $bit: { expdata: { xor: new Int32(5) } } },
      'expdata',
      Long.fromNumber(4),
    ],
  ])('%s', async (_page, before, update, field, value) => {
    const collection = await server.collection('docs', [before])
    await collection.updateOne({}, update)
    expect((await collection.findOne({}, { promoteValues: false }))?.[field]).toEqual(value)
  })
})

describe('What the pages refuse is refused', () => {
  it.each<[string, Document, Document, number]>([
    ['$addToSet, "Field is Not an Array"', { colors: 'blue,green,red' }, { $addToSet: { colors: 'c' } }, 2],
    ['$pop, Behavior: the field is no array', { scores: 5 }, { $pop: { scores: 1 } }, 14],
    ['$slice, Behavior: without $each', { tests: [2, 1] }, { $push: { tests: { $slice: 1 } } }, 52],
    ['$push, Behavior: the field is no array', { scores: 5 }, { $push: { scores: 89 } }, 2],
    ['$inc, Behavior: a field with null', { quantity: null }, { $inc: { quantity: 1 } }, 14],
    ['$sort, Behavior: without $each', { tests: [2, 1] }, { $push: { tests: { $sort: 1 } } }, 52],
    [
      '$mul, "Mixed Type": beyond 64 bits',
      { price: Long.fromString('9000000000000000000') },
      { $mul: { price: Long.fromNumber(10) } },
      2,
    ],
  ])('%s', async (_page, before, update, code) => {
    const collection = await server.collection('docs', [{ _id: 1, ...before }])
    await expect(collection.updateOne({}, update)).rejects.toMatchObject({ code })
  })
})
