// Two suites of tests for the same price, each run by `node --test` with coverage, then against four mutants.
// Look for: both cover 100 %, and one of them notices nothing.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PRICE = `export function priceOf(quantity, cents) {
  const full = quantity * cents
  const goods = quantity >= 100 ? full - Math.floor(full / 10) : full
  return goods >= 50_000 ? goods : goods + 900
}
`
const head = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { priceOf } from './price.mjs'
`
const SUITES = {
  'runs everything': `${head}
test('small and large orders', () => {
  for (const quantity of [10, 100, 1000]) assert.ok(priceOf(quantity, 320) > 0)
})`,
  'asserts the borders': `${head}
for (const [quantity, cents, price] of [[99, 100, 10_800], [100, 100, 9900], [101, 1, 991], [1, 49_999, 50_899], [1, 50_000, 50_000]]) {
  test(quantity + ' at ' + cents, () => assert.equal(priceOf(quantity, cents), price))
}`,
}
const MUTANTS: [from: string, to: string][] = [
  ['>= 100', '> 100'],
  ['floor', 'ceil'],
  ['>= 50_000', '> 50_000'],
  ['+ 900', '+ 0'],
]

const folder = mkdtempSync(join(tmpdir(), 'demo-coverage-'))
const { NODE_TEST_CONTEXT: _of, ...env } = process.env

function runTests(price: string): { isGreen: boolean; lines: string } {
  writeFileSync(join(folder, 'price.mjs'), price)
  const flags = ['--test', '--experimental-test-coverage', '--test-reporter=tap']
  const { status, stdout } = spawnSync(process.execPath, [...flags, 'price.test.mjs'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  const [, lines = '?', branches = '?'] = /price\.mjs\s*\|\s*([\d.]+)\s*\|\s*([\d.]+)/.exec(stdout) ?? []
  return { isGreen: status === 0, lines: `${lines} % of lines, ${branches} % of branches` }
}

for (const [name, suite] of Object.entries(SUITES)) {
  writeFileSync(join(folder, 'price.test.mjs'), suite)
  const { isGreen, lines } = runTests(PRICE)
  console.log(`${name}: ${isGreen ? 'green' : 'red'}, ${lines}`)
  for (const [from, to] of MUTANTS) {
    const survives = runTests(PRICE.replace(from, to)).isGreen
    console.log(`  ${`${from} became ${to}`.padEnd(30)} ${survives ? 'nobody noticed' : 'noticed'}`)
  }
}
rmSync(folder, { recursive: true })
