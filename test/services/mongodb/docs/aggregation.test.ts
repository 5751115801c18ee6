import { Decimal128, type Document, Int32, Long } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()
const decimal = (text: string) => Decimal128.fromString(text)

interface Example {
  page: string
  /** Collections by their names; the pipeline runs on the first. */
  data: Record<string, Document[]>
  pipeline: Document[]
  gives: Document[]
  /** The page's order is one of several: `$group` does not order. */
  inAnyOrder?: true
}

const SALES = [
  { _id: 1, item: 'abc', price: 10, quantity: 2, date: new Date('2014-03-01T08:00:00Z') },
  { _id: 2, item: 'jkl', price: 20, quantity: 1, date: new Date('2014-03-01T09:00:00Z') },
  { _id: 3, item: 'xyz', price: 5, quantity: 10, date: new Date('2014-03-15T09:00:00Z') },
  { _id: 4, item: 'xyz', price: 5, quantity: 20, date: new Date('2014-04-04T11:21:39.736Z') },
  { _id: 5, item: 'abc', price: 10, quantity: 10, date: new Date('2014-04-04T21:23:13.331Z') },
]
const BOOKS = [
  { _id: 8751, title: 'The Banquet', author: 'Dante', copies: 2 },
  { _id: 8752, title: 'Divine Comedy', author: 'Dante', copies: 1 },
  { _id: 8645, title: 'Eclogues', author: 'Dante', copies: 2 },
  { _id: 7000, title: 'The Odyssey', author: 'Homer', copies: 10 },
  { _id: 7020, title: 'Iliad', author: 'Homer', copies: 10 },
]
const ARTWORK = [
  {
    _id: 1,
    title: 'The Pillars of Society',
    year: 1926,
    price: decimal('199.99'),
    tags: ['painting', 'satire', 'Expressionism', 'caricature'],
  },
  { _id: 2, title: 'Melancholy III', year: 1902, price: decimal('280.00'), tags: ['woodcut', 'Expressionism'] },
  { _id: 3, title: 'Dancer', year: 1925, price: decimal('76.04'), tags: ['oil', 'Surrealism', 'painting'] },
  { _id: 4, title: 'The Great Wave off Kanagawa', price: decimal('167.30'), tags: ['woodblock', 'ukiyo-e'] },
  {
    _id: 5,
    title: 'The Persistence of Memory',
    year: 1931,
    price: decimal('483.00'),
    tags: ['Surrealism', 'painting', 'oil'],
  },
  { _id: 6, title: 'Composition VII', year: 1913, price: decimal('385.00'), tags: ['oil', 'painting', 'abstract'] },
  { _id: 7, title: 'The Scream', year: 1893, tags: ['Expressionism', 'painting', 'oil'] },
  { _id: 8, title: 'Blue Flower', year: 1918, price: decimal('118.42'), tags: ['abstract', 'painting'] },
]
const INVENTORY2 = [
  { _id: 1, item: 'ABC', price: decimal('80'), sizes: ['S', 'M', 'L'] },
  { _id: 2, item: 'EFG', price: decimal('120'), sizes: [] },
  { _id: 3, item: 'IJK', price: decimal('160'), sizes: 'M' },
  { _id: 4, item: 'LMN', price: decimal('10') },
  { _id: 5, item: 'XYZ', price: decimal('5.75'), sizes: null },
]
const sized = (sizes: string, at?: number) => ({
  _id: 1,
  item: 'ABC',
  price: decimal('80'),
  sizes,
  ...(at !== undefined && { arrayIndex: at }),
})
const ORDERS = [
  { _id: 1, item: 'almonds', price: 12, quantity: 2 },
  { _id: 2, item: 'pecans', price: 20, quantity: 1 },
]
const MEMBERS = [
  { _id: 1, name: 'artie', joined: new Date('2016-05-01'), status: 'A' },
  { _id: 2, name: 'giraffe', joined: new Date('2017-05-01'), status: 'D' },
  { _id: 3, name: 'giraffe1', joined: new Date('2017-10-01'), status: 'A' },
  { _id: 4, name: 'panda', joined: new Date('2018-10-11'), status: 'A' },
  { _id: 5, name: 'pandabear', joined: new Date('2018-12-01'), status: 'A' },
  { _id: 6, name: 'giraffe2', joined: new Date('2018-12-01'), status: 'D' },
]
const CLASSES = [
  { _id: 1, title: 'Reading is ...', enrollmentlist: ['giraffe2', 'pandabear', 'artie'], days: ['M', 'W', 'F'] },
  { _id: 2, title: 'But Writing ...', enrollmentlist: ['giraffe1', 'artie'], days: ['T', 'F'] },
]
const STOCK_ORDERS = [
  { _id: 1, item: 'almonds', price: 12, ordered: 2 },
  { _id: 2, item: 'pecans', price: 20, ordered: 1 },
  { _id: 3, item: 'cookies', price: 10, ordered: 60 },
]
const ABSENCES = [
  { _id: 1, student: 'Ann Aardvark', sickdays: [new Date('2018-05-01'), new Date('2018-08-23')] },
  { _id: 2, student: 'Zoe Zebra', sickdays: [new Date('2018-02-01'), new Date('2018-05-23')] },
]
const HOLIDAYS_2018 = [
  { name: 'New Years', date: new Date('2018-01-01') },
  { name: 'Pi Day', date: new Date('2018-03-14') },
  { name: 'Ice Cream Day', date: new Date('2018-07-15') },
]
const RESTAURANTS = [
  { _id: 1, name: 'American Steak House', food: ['filet', 'sirloin'], beverages: ['beer', 'wine'] },
  { _id: 2, name: 'Honest John Pizza', food: ['cheese pizza', 'pepperoni pizza'], beverages: ['soda'] },
]
const MEALS = [
  { _id: 1, item: 'filet', restaurant_name: 'American Steak House' },
  { _id: 2, item: 'cheese pizza', restaurant_name: 'Honest John Pizza', drink: 'lemonade' },
  { _id: 3, item: 'cheese pizza', restaurant_name: 'Honest John Pizza', drink: 'soda' },
]
const SCORES = [
  { _id: 1, student: 'Maya', homework: [10, 5, 10], quiz: [10, 8], extraCredit: 0 },
  { _id: 2, student: 'Ryan', homework: [5, 6, 5], quiz: [8, 8], extraCredit: 8 },
]
const GAMESCORES = [
  { playerId: 'PlayerA', gameId: 'G1', score: 31 },
  { playerId: 'PlayerB', gameId: 'G1', score: 33 },
  { playerId: 'PlayerC', gameId: 'G1', score: 99 },
  { playerId: 'PlayerD', gameId: 'G1', score: 1 },
  { playerId: 'PlayerA', gameId: 'G2', score: 10 },
  { playerId: 'PlayerB', gameId: 'G2', score: 14 },
  { playerId: 'PlayerC', gameId: 'G2', score: 66 },
  { playerId: 'PlayerD', gameId: 'G2', score: 80 },
]
const CAKES = [
  { _id: 0, type: 'chocolate', orderDate: new Date('2020-05-18T14:10:30Z'), state: 'CA', price: 13, quantity: 120 },
  { _id: 1, type: 'chocolate', orderDate: new Date('2021-03-20T11:30:05Z'), state: 'WA', price: 14, quantity: 140 },
  { _id: 2, type: 'vanilla', orderDate: new Date('2021-01-11T06:31:15Z'), state: 'CA', price: 12, quantity: 145 },
  { _id: 3, type: 'vanilla', orderDate: new Date('2020-02-08T13:13:23Z'), state: 'WA', price: 13, quantity: 104 },
  { _id: 4, type: 'strawberry', orderDate: new Date('2019-05-18T16:09:01Z'), state: 'CA', price: 41, quantity: 162 },
  { _id: 5, type: 'strawberry', orderDate: new Date('2019-01-08T06:12:03Z'), state: 'WA', price: 43, quantity: 134 },
]
const YEARLY: Record<string, Document[]> = {
  sales_2017: [
    { store: 'General Store', item: 'Chocolates', quantity: 150 },
    { store: 'ShopMart', item: 'Chocolates', quantity: 50 },
    { store: 'General Store', item: 'Cookies', quantity: 100 },
    { store: 'ShopMart', item: 'Cookies', quantity: 120 },
    { store: 'General Store', item: 'Pie', quantity: 10 },
    { store: 'ShopMart', item: 'Pie', quantity: 5 },
  ],
  sales_2018: [
    { store: 'General Store', item: 'Cheese', quantity: 30 },
    { store: 'ShopMart', item: 'Cheese', quantity: 50 },
    { store: 'General Store', item: 'Chocolates', quantity: 125 },
    { store: 'ShopMart', item: 'Chocolates', quantity: 150 },
    { store: 'General Store', item: 'Cookies', quantity: 200 },
    { store: 'ShopMart', item: 'Cookies', quantity: 100 },
    { store: 'ShopMart', item: 'Nuts', quantity: 100 },
    { store: 'General Store', item: 'Pie', quantity: 30 },
    { store: 'ShopMart', item: 'Pie', quantity: 25 },
  ],
  sales_2019: [
    { store: 'General Store', item: 'Cheese', quantity: 50 },
    { store: 'ShopMart', item: 'Cheese', quantity: 20 },
    { store: 'General Store', item: 'Chocolates', quantity: 125 },
    { store: 'ShopMart', item: 'Chocolates', quantity: 150 },
    { store: 'General Store', item: 'Cookies', quantity: 200 },
    { store: 'ShopMart', item: 'Cookies', quantity: 100 },
    { store: 'General Store', item: 'Nuts', quantity: 80 },
    { store: 'ShopMart', item: 'Nuts', quantity: 30 },
    { store: 'General Store', item: 'Pie', quantity: 50 },
    { store: 'ShopMart', item: 'Pie', quantity: 75 },
  ],
  sales_2020: [
    { store: 'General Store', item: 'Cheese', quantity: 100 },
    { store: 'ShopMart', item: 'Cheese', quantity: 100 },
    { store: 'General Store', item: 'Chocolates', quantity: 200 },
    { store: 'ShopMart', item: 'Chocolates', quantity: 300 },
    { store: 'General Store', item: 'Cookies', quantity: 500 },
    { store: 'ShopMart', item: 'Cookies', quantity: 400 },
    { store: 'General Store', item: 'Nuts', quantity: 100 },
    { store: 'ShopMart', item: 'Nuts', quantity: 200 },
    { store: 'General Store', item: 'Pie', quantity: 100 },
    { store: 'ShopMart', item: 'Pie', quantity: 100 },
  ],
}
const EMPLOYEES = [
  { _id: 1, name: 'Dev' },
  { _id: 2, name: 'Eliot', reportsTo: 'Dev' },
  { _id: 3, name: 'Ron', reportsTo: 'Eliot' },
  { _id: 4, name: 'Andrew', reportsTo: 'Eliot' },
  { _id: 5, name: 'Asya', reportsTo: 'Ron' },
  { _id: 6, name: 'Dan', reportsTo: 'Andrew' },
]

const EXAMPLES: Example[] = [
  {
    page: '$group, "Group by Month, Day, and Year"',
    data: { sales: SALES },
    pipeline: [
      {
        $group: {
          _id: { month: { $month: '$date' }, day: { $dayOfMonth: '$date' }, year: { $year: '$date' } },
          totalPrice: { $sum: { $multiply: ['$price', '$quantity'] } },
          averageQuantity: { $avg: '$quantity' },
          count: { $sum: 1 },
        },
      },
    ],
    gives: [
      { _id: { month: 3, day: 15, year: 2014 }, totalPrice: 50, averageQuantity: 10, count: 1 },
      { _id: { month: 4, day: 4, year: 2014 }, totalPrice: 200, averageQuantity: 15, count: 2 },
      { _id: { month: 3, day: 1, year: 2014 }, totalPrice: 40, averageQuantity: 1.5, count: 2 },
    ],
    inAnyOrder: true,
  },
  {
    page: '$group, "Group by null"',
    data: { sales: SALES },
    pipeline: [
      {
        $group: {
          _id: null,
          totalPrice: { $sum: { $multiply: ['$price', '$quantity'] } },
          averageQuantity: { $avg: '$quantity' },
          count: { $sum: 1 },
        },
      },
    ],
    gives: [{ _id: null, totalPrice: 290, averageQuantity: 8.6, count: 5 }],
  },
  {
    page: '$group, "Retrieve Distinct Values"',
    data: { sales: SALES },
    pipeline: [{ $group: { _id: '$item' } }],
    gives: [{ _id: 'xyz' }, { _id: 'jkl' }, { _id: 'abc' }],
    inAnyOrder: true,
  },
  {
    page: '$group, "Group title by author"',
    data: { books: BOOKS },
    pipeline: [{ $group: { _id: '$author', books: { $push: '$title' } } }],
    gives: [
      { _id: 'Homer', books: ['The Odyssey', 'Iliad'] },
      { _id: 'Dante', books: ['The Banquet', 'Divine Comedy', 'Eclogues'] },
    ],
    inAnyOrder: true,
  },
  {
    page: '$group, "Group Documents by author"',
    data: { books: BOOKS },
    pipeline: [{ $group: { _id: '$author', books: { $push: '$$ROOT' } } }],
    gives: [
      { _id: 'Homer', books: BOOKS.slice(3) },
      { _id: 'Dante', books: BOOKS.slice(0, 3) },
    ],
    inAnyOrder: true,
  },
  {
    page: '$mergeObjects, "$mergeObjects as an Accumulator"',
    data: {
      sales: [
        { _id: 1, year: 2017, item: 'A', quantity: { '2017Q1': 500, '2017Q2': 500 } },
        { _id: 2, year: 2016, item: 'A', quantity: { '2016Q1': 400, '2016Q2': 300, '2016Q3': 0, '2016Q4': 0 } },
        { _id: 3, year: 2017, item: 'B', quantity: { '2017Q1': 300 } },
        { _id: 4, year: 2016, item: 'B', quantity: { '2016Q3': 100, '2016Q4': 250 } },
      ],
    },
    pipeline: [{ $group: { _id: '$item', mergedSales: { $mergeObjects: '$quantity' } } }],
    gives: [
      { _id: 'B', mergedSales: { '2017Q1': 300, '2016Q3': 100, '2016Q4': 250 } },
      {
        _id: 'A',
        mergedSales: { '2017Q1': 500, '2017Q2': 500, '2016Q1': 400, '2016Q2': 300, '2016Q3': 0, '2016Q4': 0 },
      },
    ],
    inAnyOrder: true,
  },
  {
    page: '$top, "Find the Top Score"',
    data: { gamescores: GAMESCORES },
    pipeline: [
      { $match: { gameId: 'G1' } },
      { $group: { _id: '$gameId', playerId: { $top: { output: ['$playerId', '$score'], sortBy: { score: -1 } } } } },
    ],
    gives: [{ _id: 'G1', playerId: ['PlayerC', 99] }],
  },
  {
    page: '$top, "Find the Top Score Across Multiple Games"',
    data: { gamescores: GAMESCORES },
    pipeline: [
      { $group: { _id: '$gameId', playerId: { $top: { output: ['$playerId', '$score'], sortBy: { score: -1 } } } } },
    ],
    gives: [
      { _id: 'G2', playerId: ['PlayerD', 80] },
      { _id: 'G1', playerId: ['PlayerC', 99] },
    ],
    inAnyOrder: true,
  },
  {
    page: '$top, "Null and Missing Values"',
    data: {
      scores: [
        { _id: 1, playerId: 'PlayerA', gameId: 'G1', score: 1 },
        { _id: 2, playerId: 'PlayerD', gameId: 'G1' },
        { _id: 3, playerId: 'PlayerE', gameId: 'G1', score: null },
      ],
    },
    pipeline: [
      { $group: { _id: '$gameId', playerId: { $top: { output: ['$playerId', '$score'], sortBy: { score: 1 } } } } },
    ],
    gives: [{ _id: 'G1', playerId: ['PlayerD', null] }],
  },
  {
    page: '$dateDiff, "Elapsed Time"',
    data: {
      orders: [
        { custId: 456, purchased: new Date('2020-12-31'), delivered: new Date('2021-01-05') },
        { custId: 457, purchased: new Date('2021-02-28'), delivered: new Date('2021-03-07') },
        { custId: 458, purchased: new Date('2021-02-16'), delivered: new Date('2021-02-18') },
      ],
    },
    pipeline: [
      {
        $group: {
          _id: null,
          averageTime: { $avg: { $dateDiff: { startDate: '$purchased', endDate: '$delivered', unit: 'day' } } },
        },
      },
      { $project: { _id: 0, numDays: { $trunc: ['$averageTime', 1] } } },
    ],
    gives: [{ numDays: 4.6 }],
  },
  {
    page: '$split, example',
    data: {
      deliveries: [
        { _id: 1, city: 'Berkeley, CA', qty: 648 },
        { _id: 2, city: 'Bend, OR', qty: 491 },
        { _id: 3, city: 'Kensington, CA', qty: 233 },
        { _id: 4, city: 'Eugene, OR', qty: 842 },
        { _id: 5, city: 'Reno, NV', qty: 655 },
        { _id: 6, city: 'Portland, OR', qty: 408 },
        { _id: 7, city: 'Sacramento, CA', qty: 574 },
      ],
    },
    pipeline: [
      { $project: { city_state: { $split: ['$city', ', '] }, qty: 1 } },
      { $unwind: '$city_state' },
      { $match: { city_state: /[A-Z]{2}/ } },
      { $group: { _id: { state: '$city_state' }, total_qty: { $sum: '$qty' } } },
      { $sort: { total_qty: -1 } },
    ],
    gives: [
      { _id: { state: 'OR' }, total_qty: 1741 },
      { _id: { state: 'CA' }, total_qty: 1455 },
      { _id: { state: 'NV' }, total_qty: 655 },
    ],
  },
  {
    page: '$lookup, "Perform a Single Equality Join with $lookup"',
    data: {
      orders: [...ORDERS, { _id: 3 }],
      inventory: [
        { _id: 1, sku: 'almonds', description: 'product 1', instock: 120 },
        { _id: 2, sku: 'bread', description: 'product 2', instock: 80 },
        { _id: 3, sku: 'cashews', description: 'product 3', instock: 60 },
        { _id: 4, sku: 'pecans', description: 'product 4', instock: 70 },
        { _id: 5, sku: null, description: 'Incomplete' },
        { _id: 6 },
      ],
    },
    pipeline: [{ $lookup: { from: 'inventory', localField: 'item', foreignField: 'sku', as: 'inventory_docs' } }],
    gives: [
      { ...ORDERS[0], inventory_docs: [{ _id: 1, sku: 'almonds', description: 'product 1', instock: 120 }] },
      { ...ORDERS[1], inventory_docs: [{ _id: 4, sku: 'pecans', description: 'product 4', instock: 70 }] },
      { _id: 3, inventory_docs: [{ _id: 5, sku: null, description: 'Incomplete' }, { _id: 6 }] },
    ],
  },
  {
    page: '$lookup, "Use $lookup with an Array"',
    data: { classes: CLASSES, members: MEMBERS },
    pipeline: [
      { $lookup: { from: 'members', localField: 'enrollmentlist', foreignField: 'name', as: 'enrollee_info' } },
    ],
    gives: [
      { ...CLASSES[0], enrollee_info: [MEMBERS[0], MEMBERS[4], MEMBERS[5]] },
      { ...CLASSES[1], enrollee_info: [MEMBERS[0], MEMBERS[2]] },
    ],
  },
  {
    page: '$lookup, "Use $lookup with $mergeObjects"',
    data: {
      orders: ORDERS,
      items: [
        { _id: 1, item: 'almonds', description: 'almond clusters', instock: 120 },
        { _id: 2, item: 'bread', description: 'raisin and nut bread', instock: 80 },
        { _id: 3, item: 'pecans', description: 'candied pecans', instock: 60 },
      ],
    },
    pipeline: [
      { $lookup: { from: 'items', localField: 'item', foreignField: 'item', as: 'fromItems' } },
      { $replaceRoot: { newRoot: { $mergeObjects: [{ $arrayElemAt: ['$fromItems', 0] }, '$$ROOT'] } } },
      { $project: { fromItems: 0 } },
    ],
    gives: [
      { _id: 1, item: 'almonds', description: 'almond clusters', instock: 120, price: 12, quantity: 2 },
      { _id: 2, item: 'pecans', description: 'candied pecans', instock: 60, price: 20, quantity: 1 },
    ],
  },
  {
    page: '$lookup, "Perform Multiple Joins and a Correlated Subquery with $lookup"',
    data: {
      orders: STOCK_ORDERS,
      warehouses: [
        { _id: 1, stock_item: 'almonds', warehouse: 'A', instock: 120 },
        { _id: 2, stock_item: 'pecans', warehouse: 'A', instock: 80 },
        { _id: 3, stock_item: 'almonds', warehouse: 'B', instock: 60 },
        { _id: 4, stock_item: 'cookies', warehouse: 'B', instock: 40 },
        { _id: 5, stock_item: 'cookies', warehouse: 'A', instock: 80 },
      ],
    },
    pipeline: [
      {
        $lookup: {
          from: 'warehouses',
          let: { order_item: '$item', order_qty: '$ordered' },
          pipeline: [
            {
              $match: {
                $expr: { $and: [{ $eq: ['$stock_item', '$$order_item'] }, { $gte: ['$instock', '$$order_qty'] }] },
              },
            },
            { $project: { stock_item: 0, _id: 0 } },
          ],
          as: 'stockdata',
        },
      },
    ],
    gives: [
      {
        ...STOCK_ORDERS[0],
        stockdata: [
          { warehouse: 'A', instock: 120 },
          { warehouse: 'B', instock: 60 },
        ],
      },
      { ...STOCK_ORDERS[1], stockdata: [{ warehouse: 'A', instock: 80 }] },
      { ...STOCK_ORDERS[2], stockdata: [{ warehouse: 'A', instock: 80 }] },
    ],
  },
  {
    page: '$lookup, "Perform an Uncorrelated Subquery with $lookup"',
    data: {
      absences: ABSENCES,
      holidays: [
        ...HOLIDAYS_2018.map((day, i) => ({ _id: i + 1, year: 2018, ...day })),
        { _id: 4, year: 2017, name: 'New Years', date: new Date('2017-01-01') },
        { _id: 5, year: 2017, name: 'Ice Cream Day', date: new Date('2017-07-16') },
      ],
    },
    pipeline: [
      {
        $lookup: {
          from: 'holidays',
          pipeline: [
            { $match: { year: 2018 } },
            { $project: { _id: 0, date: { name: '$name', date: '$date' } } },
            { $replaceRoot: { newRoot: '$date' } },
          ],
          as: 'holidays',
        },
      },
    ],
    gives: ABSENCES.map((absence) => ({ ...absence, holidays: HOLIDAYS_2018 })),
  },
  {
    page: '$lookup, "Perform a Concise Correlated Subquery with $lookup"',
    data: { orders: MEALS, restaurants: RESTAURANTS },
    pipeline: [
      {
        $lookup: {
          from: 'restaurants',
          localField: 'restaurant_name',
          foreignField: 'name',
          let: { orders_drink: '$drink' },
          pipeline: [{ $match: { $expr: { $in: ['$$orders_drink', '$beverages'] } } }],
          as: 'matches',
        },
      },
    ],
    gives: [
      { ...MEALS[0], matches: [] },
      { ...MEALS[1], matches: [] },
      { ...MEALS[2], matches: [RESTAURANTS[1]] },
    ],
  },
  {
    page: '$facet, example: prices and years',
    data: { artwork: ARTWORK },
    pipeline: [
      {
        $facet: {
          categorizedByPrice: [
            { $match: { price: { $exists: 1 } } },
            {
              $bucket: {
                groupBy: '$price',
                boundaries: [0, 150, 200, 300, 400],
                default: 'Other',
                output: { count: { $sum: 1 }, titles: { $push: '$title' } },
              },
            },
          ],
          'categorizedByYears(Auto)': [{ $bucketAuto: { groupBy: '$year', buckets: 4 } }],
        },
      },
    ],
    gives: [
      {
        categorizedByPrice: [
          { _id: 0, count: 2, titles: ['Dancer', 'Blue Flower'] },
          { _id: 150, count: 2, titles: ['The Pillars of Society', 'The Great Wave off Kanagawa'] },
          { _id: 200, count: 1, titles: ['Melancholy III'] },
          { _id: 300, count: 1, titles: ['Composition VII'] },
          { _id: 'Other', count: 1, titles: ['The Persistence of Memory'] },
        ],
        'categorizedByYears(Auto)': [
          { _id: { min: null, max: 1902 }, count: 2 },
          { _id: { min: 1902, max: 1918 }, count: 2 },
          { _id: { min: 1918, max: 1926 }, count: 2 },
          { _id: { min: 1926, max: 1931 }, count: 2 },
        ],
      },
    ],
  },
  {
    page: '$facet, example: tags ($sortByCount, example)',
    data: { artwork: ARTWORK },
    // The page's order among equal counts is one of several, so it is made certain here.
    pipeline: [
      {
        $facet: {
          categorizedByTags: [{ $unwind: '$tags' }, { $sortByCount: '$tags' }, { $sort: { count: -1, _id: 1 } }],
        },
      },
    ],
    gives: [
      {
        categorizedByTags: [
          { _id: 'painting', count: 6 },
          { _id: 'oil', count: 4 },
          { _id: 'Expressionism', count: 3 },
          { _id: 'Surrealism', count: 2 },
          { _id: 'abstract', count: 2 },
          { _id: 'caricature', count: 1 },
          { _id: 'satire', count: 1 },
          { _id: 'ukiyo-e', count: 1 },
          { _id: 'woodblock', count: 1 },
          { _id: 'woodcut', count: 1 },
        ],
      },
    ],
  },
  {
    page: '$bucket, "Bucket by Year and Filter by Bucket Results"',
    data: {
      artists: [
        { _id: 1, last_name: 'Bernard', first_name: 'Emil', year_born: 1868 },
        { _id: 2, last_name: 'Rippl-Ronai', first_name: 'Joszef', year_born: 1861 },
        { _id: 3, last_name: 'Ostroumova', first_name: 'Anna', year_born: 1871 },
        { _id: 4, last_name: 'Van Gogh', first_name: 'Vincent', year_born: 1853 },
        { _id: 5, last_name: 'Maurer', first_name: 'Alfred', year_born: 1868 },
        { _id: 6, last_name: 'Munch', first_name: 'Edvard', year_born: 1863 },
        { _id: 7, last_name: 'Redon', first_name: 'Odilon', year_born: 1840 },
        { _id: 8, last_name: 'Diriks', first_name: 'Edvard', year_born: 1855 },
      ],
    },
    pipeline: [
      {
        $bucket: {
          groupBy: '$year_born',
          boundaries: [1840, 1850, 1860, 1870, 1880],
          default: 'Other',
          output: {
            count: { $sum: 1 },
            artists: { $push: { name: { $concat: ['$first_name', ' ', '$last_name'] }, year_born: '$year_born' } },
          },
        },
      },
      { $match: { count: { $gt: 3 } } },
    ],
    gives: [
      {
        _id: 1860,
        count: 4,
        artists: [
          { name: 'Emil Bernard', year_born: 1868 },
          { name: 'Joszef Rippl-Ronai', year_born: 1861 },
          { name: 'Alfred Maurer', year_born: 1868 },
          { name: 'Edvard Munch', year_born: 1863 },
        ],
      },
    ],
  },
  {
    page: '$bucketAuto, "Single Facet Aggregation"',
    data: {
      artwork: ['199.99', '280.00', '76.04', '167.30', '483.00', '385.00', '159.00', '118.42'].map((price, i) => ({
        _id: i + 1,
        price: decimal(price),
      })),
    },
    pipeline: [{ $bucketAuto: { groupBy: '$price', buckets: 4 } }],
    gives: [
      { _id: { min: decimal('76.04'), max: decimal('159.00') }, count: 2 },
      { _id: { min: decimal('159.00'), max: decimal('199.99') }, count: 2 },
      { _id: { min: decimal('199.99'), max: decimal('385.00') }, count: 2 },
      { _id: { min: decimal('385.00'), max: decimal('483.00') }, count: 2 },
    ],
  },
  {
    page: '$unwind, "Unwind Array"',
    data: { inventory: [{ _id: 1, item: 'ABC1', sizes: ['S', 'M', 'L'] }] },
    pipeline: [{ $unwind: '$sizes' }],
    gives: ['S', 'M', 'L'].map((sizes) => ({ _id: 1, item: 'ABC1', sizes })),
  },
  {
    page: '$unwind, "includeArrayIndex and preserveNullAndEmptyArrays", neither',
    data: { inventory2: INVENTORY2 },
    pipeline: [{ $unwind: { path: '$sizes' } }],
    gives: [sized('S'), sized('M'), sized('L'), INVENTORY2[2] ?? {}],
  },
  {
    page: '$unwind, "includeArrayIndex"',
    data: { inventory2: INVENTORY2 },
    pipeline: [{ $unwind: { path: '$sizes', includeArrayIndex: 'arrayIndex' } }],
    gives: [sized('S', 0), sized('M', 1), sized('L', 2), { ...INVENTORY2[2], arrayIndex: null }],
  },
  {
    page: '$unwind, "preserveNullAndEmptyArrays"',
    data: { inventory2: INVENTORY2 },
    pipeline: [{ $unwind: { path: '$sizes', preserveNullAndEmptyArrays: true } }],
    gives: [sized('S'), sized('M'), sized('L'), { _id: 2, item: 'EFG', price: decimal('120') }, ...INVENTORY2.slice(2)],
  },
  {
    page: '$unwind, "Group by Unwound Values"',
    data: { inventory2: INVENTORY2 },
    pipeline: [
      { $unwind: { path: '$sizes', preserveNullAndEmptyArrays: true } },
      { $group: { _id: '$sizes', averagePrice: { $avg: '$price' } } },
      { $sort: { averagePrice: -1, _id: 1 } },
    ],
    gives: [
      { _id: 'M', averagePrice: decimal('120') },
      { _id: 'L', averagePrice: decimal('80') },
      { _id: 'S', averagePrice: decimal('80') },
      { _id: null, averagePrice: decimal('45.25') },
    ],
  },
  {
    page: '$unwind, "Unwind Embedded Arrays"',
    data: {
      sales: [
        {
          _id: '1',
          items: [
            {
              name: 'pens',
              tags: ['writing', 'office', 'school', 'stationary'],
              price: decimal('12.00'),
              quantity: new Int32(5),
            },
            { name: 'envelopes', tags: ['stationary', 'office'], price: decimal('19.95'), quantity: new Int32(8) },
          ],
        },
        {
          _id: '2',
          items: [
            { name: 'laptop', tags: ['office', 'electronics'], price: decimal('800.00'), quantity: new Int32(1) },
            { name: 'notepad', tags: ['stationary', 'school'], price: decimal('14.95'), quantity: new Int32(3) },
          ],
        },
      ],
    },
    pipeline: [
      { $unwind: '$items' },
      { $unwind: '$items.tags' },
      {
        $group: { _id: '$items.tags', totalSalesAmount: { $sum: { $multiply: ['$items.price', '$items.quantity'] } } },
      },
    ],
    gives: [
      { _id: 'writing', totalSalesAmount: decimal('60.00') },
      { _id: 'stationary', totalSalesAmount: decimal('264.45') },
      { _id: 'electronics', totalSalesAmount: decimal('800.00') },
      { _id: 'school', totalSalesAmount: decimal('104.85') },
      { _id: 'office', totalSalesAmount: decimal('1019.60') },
    ],
    inAnyOrder: true,
  },
  {
    page: '$unionWith, "Duplicate Results"',
    data: {
      suppliers: [
        { _id: 1, supplier: 'Aardvark and Sons', state: 'Texas' },
        { _id: 2, supplier: 'Bears Run Amok.', state: 'Colorado' },
        { _id: 3, supplier: 'Squid Mark Inc. ', state: 'Rhode Island' },
      ],
      warehouses: [
        { _id: 1, warehouse: 'A', region: 'West', state: 'California' },
        { _id: 2, warehouse: 'B', region: 'Central', state: 'Colorado' },
        { _id: 3, warehouse: 'C', region: 'East', state: 'Florida' },
      ],
    },
    pipeline: [
      { $project: { state: 1, _id: 0 } },
      { $unionWith: { coll: 'warehouses', pipeline: [{ $project: { state: 1, _id: 0 } }] } },
    ],
    gives: ['Texas', 'Colorado', 'Rhode Island', 'California', 'Colorado', 'Florida'].map((state) => ({ state })),
  },
  {
    page: '$unionWith, "Report 1: All Sales by Year and Stores and Items"',
    data: YEARLY,
    pipeline: [
      { $set: { _id: '2017' } },
      ...['2018', '2019', '2020'].map((year) => ({
        $unionWith: { coll: `sales_${year}`, pipeline: [{ $set: { _id: year } }] },
      })),
      { $sort: { _id: 1, store: 1, item: 1 } },
      { $match: { _id: { $in: ['2017', '2018'] } } },
    ],
    gives: [
      { _id: '2017', store: 'General Store', item: 'Chocolates', quantity: 150 },
      { _id: '2017', store: 'General Store', item: 'Cookies', quantity: 100 },
      { _id: '2017', store: 'General Store', item: 'Pie', quantity: 10 },
      { _id: '2017', store: 'ShopMart', item: 'Chocolates', quantity: 50 },
      { _id: '2017', store: 'ShopMart', item: 'Cookies', quantity: 120 },
      { _id: '2017', store: 'ShopMart', item: 'Pie', quantity: 5 },
      { _id: '2018', store: 'General Store', item: 'Cheese', quantity: 30 },
      { _id: '2018', store: 'General Store', item: 'Chocolates', quantity: 125 },
      { _id: '2018', store: 'General Store', item: 'Cookies', quantity: 200 },
      { _id: '2018', store: 'General Store', item: 'Pie', quantity: 30 },
      { _id: '2018', store: 'ShopMart', item: 'Cheese', quantity: 50 },
      { _id: '2018', store: 'ShopMart', item: 'Chocolates', quantity: 150 },
      { _id: '2018', store: 'ShopMart', item: 'Cookies', quantity: 100 },
      { _id: '2018', store: 'ShopMart', item: 'Nuts', quantity: 100 },
      { _id: '2018', store: 'ShopMart', item: 'Pie', quantity: 25 },
    ],
  },
  {
    page: '$unionWith, "Report 2: Aggregated Sales by Items"',
    data: YEARLY,
    pipeline: [
      { $unionWith: 'sales_2018' },
      { $unionWith: 'sales_2019' },
      { $unionWith: 'sales_2020' },
      { $group: { _id: '$item', total: { $sum: '$quantity' } } },
      { $sort: { total: -1 } },
    ],
    gives: [
      { _id: 'Cookies', total: 1720 },
      { _id: 'Chocolates', total: 1250 },
      { _id: 'Nuts', total: 510 },
      { _id: 'Pie', total: 395 },
      { _id: 'Cheese', total: 350 },
    ],
  },
  {
    page: '$addFields, "Using Two $addFields Stages"',
    data: { scores: SCORES },
    pipeline: [
      { $addFields: { totalHomework: { $sum: '$homework' }, totalQuiz: { $sum: '$quiz' } } },
      { $addFields: { totalScore: { $add: ['$totalHomework', '$totalQuiz', '$extraCredit'] } } },
    ],
    gives: [
      { ...SCORES[0], totalHomework: 25, totalQuiz: 18, totalScore: 43 },
      { ...SCORES[1], totalHomework: 16, totalQuiz: 16, totalScore: 40 },
    ],
  },
  {
    page: '$addFields, "Adding Fields to an Embedded Document"',
    data: {
      vehicles: [
        { _id: 1, type: 'car', specs: { doors: 4, wheels: 4 } },
        { _id: 2, type: 'motorcycle', specs: { doors: 0, wheels: 2 } },
        { _id: 3, type: 'jet ski' },
      ],
    },
    pipeline: [{ $addFields: { 'specs.fuel_type': 'unleaded' } }],
    gives: [
      { _id: 1, type: 'car', specs: { doors: 4, wheels: 4, fuel_type: 'unleaded' } },
      { _id: 2, type: 'motorcycle', specs: { doors: 0, wheels: 2, fuel_type: 'unleaded' } },
      { _id: 3, type: 'jet ski', specs: { fuel_type: 'unleaded' } },
    ],
  },
  {
    page: '$addFields, "Overwriting an existing field"',
    data: { animals: [{ _id: 1, dogs: 10, cats: 15 }] },
    pipeline: [{ $addFields: { cats: 20 } }],
    gives: [{ _id: 1, dogs: 10, cats: 20 }],
  },
  {
    page: '$addFields, "Overwriting an existing field", the id',
    data: {
      fruit: [
        { _id: 1, item: 'tangerine', type: 'citrus' },
        { _id: 2, item: 'lemon', type: 'citrus' },
      ],
    },
    pipeline: [{ $addFields: { _id: '$item', item: 'fruit' } }],
    gives: [
      { _id: 'tangerine', item: 'fruit', type: 'citrus' },
      { _id: 'lemon', item: 'fruit', type: 'citrus' },
    ],
  },
  {
    page: '$addFields, "Add Element to an Array"',
    data: { scores: SCORES },
    pipeline: [{ $match: { _id: 1 } }, { $addFields: { homework: { $concatArrays: ['$homework', [7]] } } }],
    gives: [{ ...SCORES[0], homework: [10, 5, 10, 7] }],
  },
  {
    page: '$addFields, "Remove Fields"',
    data: {
      labReadings: [
        { _id: 1, date: new Date('2024-10-09'), temperature: 80 },
        { _id: 2, date: null, temperature: 83 },
      ],
    },
    pipeline: [{ $addFields: { date: { $ifNull: ['$date', '$$REMOVE'] } } }],
    gives: [
      { _id: 1, date: new Date('2024-10-09'), temperature: 80 },
      { _id: 2, temperature: 83 },
    ],
  },
  {
    page: '$replaceRoot, "$replaceRoot with an Embedded Document Field"',
    data: {
      people: [
        { _id: 1, name: 'Arlene', age: 34, pets: { dogs: 2, cats: 1 } },
        { _id: 2, name: 'Sam', age: 41, pets: { cats: 1, hamsters: 3 } },
        { _id: 3, name: 'Maria', age: 25 },
      ],
    },
    pipeline: [{ $match: { pets: { $exists: true } } }, { $replaceRoot: { newRoot: '$pets' } }],
    gives: [
      { dogs: 2, cats: 1 },
      { cats: 1, hamsters: 3 },
    ],
  },
  {
    page: '$replaceRoot, "$replaceRoot with a Document Nested in an Array"',
    data: {
      contacts: [
        { _id: 1, name: 'Susan', phones: [{ cell: '555-653-6527' }, { home: '555-965-2454' }] },
        { _id: 2, name: 'Mark', phones: [{ cell: '555-445-8767' }, { home: '555-322-2774' }] },
      ],
    },
    pipeline: [
      { $unwind: '$phones' },
      { $match: { 'phones.cell': { $exists: true } } },
      { $replaceRoot: { newRoot: '$phones' } },
    ],
    gives: [{ cell: '555-653-6527' }, { cell: '555-445-8767' }],
  },
  {
    page: '$replaceRoot, "$replaceRoot with a newly created document"',
    data: {
      contacts: [
        { _id: 1, first_name: 'Gary', last_name: 'Sheffield', city: 'New York' },
        { _id: 2, first_name: 'Nancy', last_name: 'Walker', city: 'Anaheim' },
      ],
    },
    pipeline: [{ $replaceRoot: { newRoot: { full_name: { $concat: ['$first_name', ' ', '$last_name'] } } } }],
    gives: [{ full_name: 'Gary Sheffield' }, { full_name: 'Nancy Walker' }],
  },
  {
    page: '$setWindowFields, "Cumulative Quantity for Each State"',
    data: { cakeSales: CAKES },
    pipeline: [
      {
        $setWindowFields: {
          partitionBy: '$state',
          sortBy: { orderDate: 1 },
          output: { total: { $sum: '$quantity', window: { documents: ['unbounded', 'current'] } } },
        },
      },
      { $project: { total: 1 } },
    ],
    gives: [
      { _id: 4, total: 162 },
      { _id: 0, total: 282 },
      { _id: 2, total: 427 },
      { _id: 5, total: 134 },
      { _id: 3, total: 238 },
      { _id: 1, total: 378 },
    ],
  },
  {
    page: '$setWindowFields, "Moving Average Quantity for Each Year"',
    data: { cakeSales: CAKES },
    pipeline: [
      {
        $setWindowFields: {
          partitionBy: { $year: '$orderDate' },
          sortBy: { orderDate: 1 },
          output: { average: { $avg: '$quantity', window: { documents: [-1, 0] } } },
        },
      },
      { $project: { average: 1 } },
    ],
    gives: [
      { _id: 5, average: 134 },
      { _id: 4, average: 148 },
      { _id: 3, average: 104 },
      { _id: 0, average: 112 },
      { _id: 2, average: 145 },
      { _id: 1, average: 142.5 },
    ],
  },
  {
    page: '$setWindowFields, "Range Window Example"',
    data: { cakeSales: CAKES },
    pipeline: [
      {
        $setWindowFields: {
          partitionBy: '$state',
          sortBy: { price: 1 },
          output: { similar: { $sum: '$quantity', window: { range: [-10, 10] } } },
        },
      },
      { $project: { similar: 1 } },
    ],
    gives: [
      { _id: 2, similar: 265 },
      { _id: 0, similar: 265 },
      { _id: 4, similar: 162 },
      { _id: 3, similar: 244 },
      { _id: 1, similar: 244 },
      { _id: 5, similar: 134 },
    ],
  },
  {
    page: '$graphLookup, "Within a Single Collection"',
    data: { employees: EMPLOYEES },
    pipeline: [
      {
        $graphLookup: {
          from: 'employees',
          startWith: '$reportsTo',
          connectFromField: 'reportsTo',
          connectToField: 'name',
          as: 'above',
        },
      },
      { $project: { above: { $sortArray: { input: '$above._id', sortBy: 1 } } } },
    ],
    gives: [
      { _id: 1, above: [] },
      { _id: 2, above: [1] },
      { _id: 3, above: [1, 2] },
      { _id: 4, above: [1, 2] },
      { _id: 5, above: [1, 2, 3] },
      { _id: 6, above: [1, 2, 4] },
    ],
  },
  {
    page: '$graphLookup, "Across Multiple Collections"',
    data: {
      travelers: [
        { _id: 1, name: 'Dev', nearestAirport: 'JFK' },
        { _id: 3, name: 'Jeff', nearestAirport: 'BOS' },
      ],
      airports: [
        { _id: 0, airport: 'JFK', connects: ['BOS', 'ORD'] },
        { _id: 1, airport: 'BOS', connects: ['JFK', 'PWM'] },
        { _id: 2, airport: 'ORD', connects: ['JFK'] },
        { _id: 3, airport: 'PWM', connects: ['BOS', 'LHR'] },
        { _id: 4, airport: 'LHR', connects: ['PWM'] },
      ],
    },
    pipeline: [
      {
        $graphLookup: {
          from: 'airports',
          startWith: '$nearestAirport',
          connectFromField: 'connects',
          connectToField: 'airport',
          maxDepth: 2,
          depthField: 'numConnections',
          as: 'destinations',
        },
      },
      { $unwind: '$destinations' },
      { $sort: { _id: 1, 'destinations._id': 1 } },
      { $project: { airport: '$destinations.airport', connections: '$destinations.numConnections' } },
    ],
    gives: [
      { _id: 1, airport: 'JFK', connections: 0 },
      { _id: 1, airport: 'BOS', connections: 1 },
      { _id: 1, airport: 'ORD', connections: 1 },
      { _id: 1, airport: 'PWM', connections: 2 },
      { _id: 3, airport: 'JFK', connections: 1 },
      { _id: 3, airport: 'BOS', connections: 0 },
      { _id: 3, airport: 'ORD', connections: 2 },
      { _id: 3, airport: 'PWM', connections: 1 },
      { _id: 3, airport: 'LHR', connections: 2 },
    ],
  },
]

async function run(
  { data, pipeline }: Pick<Example, 'data' | 'pipeline'>,
  options: Document = {},
): Promise<Document[]> {
  for (const [name, docs] of Object.entries(data)) await server.collection(name, docs)
  return server.db
    .collection(Object.keys(data)[0] ?? '')
    .aggregate(pipeline, options)
    .toArray()
}

describe('Pipelines give what the pages of reference/operator/aggregation show', () => {
  it.each(EXAMPLES)('$page', async ({ gives, inAnyOrder, ...example }) => {
    const result = await run(example)
    if (!inAnyOrder) return expect(result).toEqual(gives)
    expect(result).toHaveLength(gives.length)
    expect(result).toEqual(expect.arrayContaining(gives))
  })

  it('$unwind, "includeArrayIndex": the index is a long', async () => {
    const pipeline = [{ $unwind: { path: '$sizes', includeArrayIndex: 'at' } }, { $project: { _id: 0, at: 1 } }]
    const data = { inventory: [{ sizes: ['S', 'M'] }] }
    expect(await run({ data, pipeline }, { promoteValues: false })).toEqual([
      { at: Long.fromNumber(0) },
      { at: Long.fromNumber(1) },
    ])
  })

  it('$replaceRoot, Behavior: refuses what is no document', async () => {
    const data = { people: [{ _id: 4, firstname: 'Ole-Johan', lastname: 'Dahl' }] }
    await expect(run({ data, pipeline: [{ $replaceRoot: { newRoot: '$name' } }] })).rejects.toMatchObject({
      code: 40228,
    })
  })

  it('$bucket, Behavior: refuses what is in no bucket when there is no default', async () => {
    const data = { scores: [{ n: 5 }, { n: 50 }] }
    await expect(run({ data, pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0, 10] } }] })).rejects.toThrow(
      /\$switch could not find a matching branch/,
    )
  })
})

describe('$merge', () => {
  const salaries = [
    { _id: 1, employee: 'Ant', dept: 'A', salary: 100000, fiscal_year: 2017 },
    { _id: 2, employee: 'Bee', dept: 'A', salary: 120000, fiscal_year: 2017 },
    { _id: 3, employee: 'Cat', dept: 'Z', salary: 115000, fiscal_year: 2017 },
    { _id: 4, employee: 'Ant', dept: 'A', salary: 115000, fiscal_year: 2018 },
    { _id: 5, employee: 'Bee', dept: 'Z', salary: 145000, fiscal_year: 2018 },
    { _id: 6, employee: 'Cat', dept: 'Z', salary: 135000, fiscal_year: 2018 },
    { _id: 7, employee: 'Gecko', dept: 'A', salary: 100000, fiscal_year: 2018 },
    { _id: 8, employee: 'Ant', dept: 'A', salary: 125000, fiscal_year: 2019 },
    { _id: 9, employee: 'Bee', dept: 'Z', salary: 160000, fiscal_year: 2019 },
    { _id: 10, employee: 'Cat', dept: 'Z', salary: 150000, fiscal_year: 2019 },
  ]
  const group = {
    $group: { _id: { fiscal_year: '$fiscal_year', dept: '$dept' }, salaries: { $sum: '$salary' } },
  }
  const merge = { $merge: { into: 'budgets', on: '_id', whenMatched: 'replace', whenNotMatched: 'insert' } }
  const budget = (fiscal_year: number, dept: string, sum: number) => ({ _id: { fiscal_year, dept }, salaries: sum })
  const budgets = () => server.db.collection('budgets').find().sort({ _id: 1 }).toArray()

  it('"On-Demand Materialized View": initial creation, then update and replace', async () => {
    await run({ data: { salaries }, pipeline: [group, merge] })
    const before = [
      budget(2017, 'A', 220000),
      budget(2017, 'Z', 115000),
      budget(2018, 'A', 215000),
      budget(2018, 'Z', 280000),
    ]
    expect(await budgets()).toEqual([...before, budget(2019, 'A', 125000), budget(2019, 'Z', 310000)])
    const added = [
      { _id: 11, employee: 'Wren', dept: 'Z', salary: 100000, fiscal_year: 2019 },
      { _id: 12, employee: 'Zebra', dept: 'A', salary: 150000, fiscal_year: 2019 },
      { _id: 13, employee: 'headcount1', dept: 'Z', salary: 120000, fiscal_year: 2020 },
      { _id: 14, employee: 'headcount2', dept: 'Z', salary: 120000, fiscal_year: 2020 },
    ]
    await run({ data: { salaries: added }, pipeline: [{ $match: { fiscal_year: { $gte: 2019 } } }, group, merge] })
    expect(await budgets()).toEqual([
      ...before,
      budget(2019, 'A', 275000),
      budget(2019, 'Z', 410000),
      budget(2020, 'Z', 240000),
    ])
  })

  it('whenMatched "merge": new fields are added, those that are there replaced', async () => {
    await server.collection('output', [{ _id: 1, a: 1, b: 1 }])
    await run({ data: { source: [{ _id: 1, b: 5, z: 1 }] }, pipeline: [{ $merge: 'output' }] })
    expect(await server.db.collection('output').find().toArray()).toEqual([{ _id: 1, a: 1, b: 5, z: 1 }])
  })

  it('"Only Insert New Data": keepExisting, discard and fail', async () => {
    const output = await server.collection('output', [{ _id: 1, a: 1 }])
    const data = {
      source: [
        { _id: 1, a: 2 },
        { _id: 2, a: 2 },
      ],
    }
    await run({
      data,
      pipeline: [{ $merge: { into: 'output', whenMatched: 'keepExisting', whenNotMatched: 'discard' } }],
    })
    expect(await output.find().toArray()).toEqual([{ _id: 1, a: 1 }])
    const failing = run({ data: { source: [] }, pipeline: [{ $merge: { into: 'output', whenMatched: 'fail' } }] })
    await expect(failing).rejects.toMatchObject({ code: 11000 })
    const missing = [{ $match: { _id: 2 } }, { $merge: { into: 'output', whenNotMatched: 'fail' } }]
    await expect(run({ data: { source: [] }, pipeline: missing })).rejects.toMatchObject({ code: 13113 })
  })
})
