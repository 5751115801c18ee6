import { check, expect } from 'backend-workbook/check'
import {
  createFakeRetailers,
  type RetailerStore,
  retailerContract,
} from '../../../exercises/24-testing/test-doubles.ts'
import { BROKEN, tableStore } from './stores.ts'

/** What the contract says of a store: the tests that reject. */
async function against(open: () => RetailerStore): Promise<string[]> {
  const failed: string[] = []
  for (const { name, test: keeps } of retailerContract) {
    try {
      await keeps(async () => open())
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
    }
  }
  return failed
}

check('the contract passes with every store that keeps the promises', { read: 'contracts', ms: 8000 }, async () => {
  expect(retailerContract.length, 'tests in retailerContract').toBeGreaterThan(0)
  expect(await against(() => tableStore()), 'what fails with a table in a database').toEqual([])
  expect(await against(() => tableStore({ createdAt: 7 })), 'what fails with a table of one more column').toEqual([])
  expect(await against(() => tableStore({}, 4)), 'what fails with a slow table').toEqual([])
  expect(await against(createFakeRetailers), 'what fails with your own fake').toEqual([])
})

check('the contract fails with every store that breaks one', { read: 'contracts', ms: 8000 }, async () => {
  expect(await against(() => tableStore()), 'what fails with a store that keeps them all').toEqual([])
  const passed: string[] = []
  for (const [what, open] of Object.entries(BROKEN)) if ((await against(open)).length === 0) passed.push(what)
  expect(passed, 'stores with which all your tests pass, although it').toEqual([])
})
