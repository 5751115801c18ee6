import { check, expect } from 'backend-workbook/check'
import { classesOf, grown, pathTo } from '../../../exercises/17-logging-and-monitoring/find-the-leak.ts'
import { type DrawnNode, draw, LAYOUTS } from '../heaps.ts'

const shop: DrawnNode[] = [
  { name: '', type: 'synthetic', bytes: 900, edges: [['element', 1, 'Shop']] },
  { name: 'Shop', bytes: 40 },
  { name: 'Order', bytes: 24 },
  { name: 'Order', type: 'string', bytes: 5000 },
  { name: 'Order', bytes: 32 },
  { name: 'Order', type: 'closure', bytes: 64 },
  { name: 'Cart', bytes: 40 },
  { name: 'constructor', bytes: 8 },
  { name: 'constructor', bytes: 8 },
]

check('counts objects by class, the largest first, and nothing that is no object', { read: 'heap-snapshots' }, () => {
  expect(
    classesOf(draw(shop)),
    'two Orders of 24 and 32 bytes, a Shop and a Cart of 40, and things of other types',
  ).toEqual([
    { name: 'Order', count: 2, bytes: 56 },
    { name: 'Cart', count: 1, bytes: 40 },
    { name: 'Shop', count: 1, bytes: 40 },
    { name: 'constructor', count: 2, bytes: 16 },
  ])
})

check('finds the fields by name, whatever the version of V8', { read: 'heap-snapshots' }, () => {
  for (const [layout, fields] of Object.entries(LAYOUTS)) {
    const snapshot = draw(shop, fields)
    expect(classesOf(snapshot)[0], `the largest class, node_fields of layout "${layout}"`).toEqual({
      ...{ name: 'Order', count: 2, bytes: 56 },
    })
    expect(pathTo(snapshot, 'Shop'), `pathTo(…, 'Shop'), node_fields of layout "${layout}"`).toEqual(['1'])
  }
})

check('tells what grew: more objects, by how many and by how much', { read: 'heap-snapshots' }, () => {
  const many = (name: string, count: number, bytes: number) => Array.from({ length: count }, () => ({ name, bytes }))
  const root: DrawnNode = { name: '', type: 'synthetic' }
  const before = draw([
    root,
    ...many('Visit', 2, 16),
    ...many('Cart', 5, 16),
    ...many('Gone', 3, 16),
    ...many('Same', 2, 16),
    ...many('Bigger', 1, 16),
  ])
  const after = draw([
    root,
    ...many('Visit', 5, 16),
    ...many('Cart', 4, 100),
    ...many('Same', 2, 16),
    ...many('Bigger', 1, 5000),
    ...many('Young', 2, 1000),
    ...many('Also', 2, 1),
  ])
  expect(
    grown(before, after),
    'Visit 2 → 5, Cart 5 → 4, Same 2 → 2, Bigger 1 → 1, Young 0 → 2, Also 0 → 2, Gone 3 → 0',
  ).toEqual([
    { name: 'Visit', count: 3, bytes: 48 },
    { name: 'Also', count: 2, bytes: 2 },
    { name: 'Young', count: 2, bytes: 2000 },
  ])
  expect(grown(after, after), 'a snapshot and itself').toEqual([])
})

check('names the edges of a shortest path to an object of the class', { read: 'retainers' }, () => {
  const ways: DrawnNode['edges'] = [
    ['element', 1, 'Long'],
    ['property', 'shop', 'Shop'],
    ['property', 'other', 'Other'],
  ]
  // Whichever edge a walk takes first, the short way is the first in one of the two and the last in the other.
  for (const edges of [ways, [...ways].reverse()]) {
    const snapshot = draw([
      { name: 'root', type: 'synthetic', edges },
      { name: 'Long', edges: [['property', 'a', 'Longer']] },
      { name: 'Longer', edges: [['property', 'b', 'Visits']] },
      {
        name: 'Shop',
        edges: [
          ['internal', 'shop', 'Shop'],
          ['property', 'visits', 'Visits'],
          ['property', 'label', 'Visit text'],
        ],
      },
      { name: 'Other', edges: [['property', 'c', 'Longer']] },
      {
        name: 'Visits',
        type: 'array',
        edges: [
          ['element', 0, 'root'],
          ['hidden', 7, 'Visit'],
        ],
      },
      { name: 'Visit text', type: 'string' },
      { name: 'Visit', edges: [['property', 'of', 'Visits']] },
    ])
    const input = `the root has ${edges.map(([, name]) => name).join(', ')}`
    expect(pathTo(snapshot, 'Visit'), `pathTo(…, 'Visit'), three steps by shop, four by 1 or other; ${input}`).toEqual([
      ...['shop', 'visits', '7'],
    ])
  }
  const same = draw([
    {
      name: 'root',
      type: 'synthetic',
      edges: [
        ['property', 'text', 'Visit'],
        ['property', 'box', 'Box'],
      ],
    },
    { name: 'Visit', type: 'string' },
    { name: 'Box', edges: [['property', 'last', 'Inner']] },
    { name: 'Inner' },
  ])
  expect(pathTo(same, 'Visit'), "pathTo(…, 'Visit') where only a string is called so").toBeUndefined()
  expect(pathTo(same, 'Inner'), "pathTo(…, 'Inner')").toEqual(['box', 'last'])
})

check('follows no weak edge, and has no path to what nothing holds', { read: 'retainers' }, () => {
  const snapshot = draw([
    {
      name: 'root',
      type: 'synthetic',
      edges: [
        ['weak', 'cache', 'Session'],
        ['property', 'app', 'App'],
      ],
    },
    {
      name: 'App',
      edges: [
        ['property', 'store', 'Store'],
        ['weak', 'lost', 'Lost'],
      ],
    },
    { name: 'Store', edges: [['element', 0, 'Session']] },
    { name: 'Session' },
    { name: 'Lost', edges: [['property', 'self', 'Lost']] },
    { name: 'Alone' },
  ])
  expect(pathTo(snapshot, 'Session'), 'a Session that the root holds weakly and a store holds').toEqual([
    'app',
    'store',
    '0',
  ])
  expect(pathTo(snapshot, 'Lost'), 'a Lost that is only held weakly').toBeUndefined()
  expect(pathTo(snapshot, 'Alone'), 'an Alone that no edge leads to').toBeUndefined()
  expect(pathTo(snapshot, 'Nobody'), 'a class without objects').toBeUndefined()
})
