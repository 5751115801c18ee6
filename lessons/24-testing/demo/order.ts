// Four tests that share a catalog, in all 24 orders; then the same four, each with a catalog of its own.
// Look for: in how many orders everything is green, and which test is red in most.
import assert from 'node:assert/strict'

type Catalog = ReturnType<typeof createCatalog>
type Test = [name: string, work: (catalog: Catalog) => void]

function createCatalog() {
  const skus = new Set<string>()
  return {
    add(sku: string): void {
      if (skus.has(sku)) throw new Error(`${sku} is there`)
      skus.add(sku)
    },
    remove: (sku: string) => skus.delete(sku),
    list: () => [...skus].sort(),
  }
}

const LIVING_ON_OTHERS: Test[] = [
  ['is empty at first', (catalog) => assert.deepEqual(catalog.list(), [])],
  [
    'lists what was added',
    (catalog) => {
      catalog.add('F-1')
      assert.deepEqual(catalog.list(), ['F-1'])
    },
  ],
  ['refuses a number twice', (catalog) => assert.throws(() => catalog.add('F-1'))],
  ['removes', (catalog) => assert.equal(catalog.remove('F-1'), true)],
]

const ON_THEIR_OWN: Test[] = LIVING_ON_OTHERS.map(([name, work], index) => [
  name,
  () => {
    const catalog = createCatalog()
    if (index >= 2) catalog.add('F-1')
    work(catalog)
  },
])

function ordersOf<T>(all: T[]): T[][] {
  if (all.length < 2) return [all]
  return all.flatMap((first) => ordersOf(all.filter((each) => each !== first)).map((rest) => [first, ...rest]))
}

function redIn(order: Test[]): string[] {
  const catalog = createCatalog()
  return order.flatMap(([name, work]) => {
    try {
      work(catalog)
      return []
    } catch {
      return [name]
    }
  })
}

for (const [title, tests] of Object.entries({ 'living on others': LIVING_ON_OTHERS, 'on their own': ON_THEIR_OWN })) {
  const orders = ordersOf(tests).map(redIn)
  const green = orders.filter((red) => red.length === 0).length
  console.log(`${title}: all green in ${green} of ${orders.length} orders`)
  for (const [name] of tests) {
    console.log(`  ${name.padEnd(24)} red in ${orders.filter((red) => red.includes(name)).length}`)
  }
}
