/**
 * Right answers written quite differently from the solutions: the checks judge promises, not one way to keep them.
 * To add one: put the file beside this one, named `<exercise>.<style>.ts`, and give it a row. A project is a folder.
 */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findExercise } from '../../src/engine/course/find.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { judge } from '../../src/engine/judge/judge.ts'

const packageRoot = join(import.meta.dirname, '../..')

it.each([
  ['4/binary-log', 'binary-log.data-view.ts'],
  ['4/safe-join', 'safe-join.by-names.ts'],
  ['4/password-box', 'password-box.own-loop.ts'],
  ['4/json-api', 'json-api.sync.ts'],
  ['6/tiny-router', 'tiny-router.regex.ts'],
  ['6/catalog-api', 'catalog-api.node-http.ts'],
  ['7/compose', 'compose.async.ts'],
  ['7/production-chain', 'production-chain.node-http.ts'],
  ['9/product-model', 'product-model.class.ts'],
  ['9/lean-listing', 'lean-listing.lookup.ts'],
  ['10/search-products', 'search-products.aggregation.ts'],
  ['10/orders-sql', 'orders-sql.cte.ts'],
  ['10/migrate', 'migrate.table-lock.ts'],
  ['10/migrate', 'migrate.session-lock.ts'],
  ['12/task-manager', 'task-manager'],
])('%s passes when it is written as in %s', { timeout: 180_000 }, async (exerciseRef, file) => {
  const course = loadCourse(packageRoot)
  const { day, exercise } = findExercise(course, exerciseRef)
  const target = { kind: 'file', path: join(import.meta.dirname, file) } as const
  const verdict = await judge({ course, day, exercise, target, packageRoot, env: process.env })
  expect(verdict).toMatchObject({ status: 'passed' })
})
