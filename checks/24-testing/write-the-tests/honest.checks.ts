import { check, expect } from 'backend-workbook/check'
import { redIn } from '../suites.ts'
import { green, run } from './orders-tests.ts'
import { OTHER_WAYS } from './other-ways.ts'

check('passes with the code as it is given', { read: 'red-and-green', requirement: 'honest', points: 4 }, async () => {
  await green()
})

check(
  'passes with code that keeps the same promises in another way',
  { read: 'promises', requirement: 'honest', points: 8 },
  async () => {
    await green()
    for (const { says, changes } of OTHER_WAYS) {
      const changed = changes.map(({ file }) => `src/${file}`)
      expect(redIn(await run(changes, { changed })), `your tests, ${says}`).toEqual([])
    }
  },
)

check('asserts something in every test', { read: 'assertions', requirement: 'honest', points: 3 }, async () => {
  const { tests } = await green()
  const silent = tests.filter(({ state, assertions }) => state === 'passed' && assertions === 0)
  expect(silent.map(nameOf), 'tests in which no assertion was made').toEqual([])
})

check('waits for every assertion', { read: 'assertions', requirement: 'honest', points: 2 }, async () => {
  const { tests } = await green()
  const early = tests.filter(({ isUnsettled }) => isUnsettled)
  expect(early.map(nameOf), 'tests that end before an assertion about a promise does').toEqual([])
})

check('skips no test, and tries none again', { read: 'red-and-green', requirement: 'honest', points: 2 }, async () => {
  const { tests } = await green()
  const skipped = tests.filter(({ state }) => state === 'skipped')
  expect(skipped.map(nameOf), 'tests that do not run: skip, todo, or another one has only').toEqual([])
  expect(tests.filter(({ isRetried }) => isRetried).map(nameOf), 'tests that are tried again when they fail').toEqual(
    [],
  )
})

check('passes in any order', { read: 'order', requirement: 'honest', points: 3 }, async () => {
  await green()
  expect(redIn(await run([], { order: 'reversed' })), 'your tests, the last of each file first').toEqual([])
  expect(redIn(await run([], { order: 24 })), 'your tests, shuffled').toEqual([])
})

check('leaves no server listening', { read: 'integration', requirement: 'honest', points: 2 }, async () => {
  const { leftListening } = await green()
  expect(leftListening, 'files whose tests leave a server listening').toEqual([])
})

function nameOf({ file, name }: { file: string; name: string }): string {
  return `${file} > ${name}`
}
