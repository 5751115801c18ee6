/** The text of a difference: read, applied, and written. */
import { expect, it } from 'vitest'
import {
  applyDifference,
  lineInDifference,
  parseDifference,
  printDifference,
} from '../../src/engine/mistakes/difference.ts'

const ROOM = '01-adding'
const HEAD =
  'wrong: It takes every number for a positive one.\nwhy: The example has positive numbers only.\nfails:\n  - x\n'
const BODY = `--- a/solutions/01-adding/add.ts
+++ b/solutions/01-adding/add.ts
@@ -2,5 +2,5 @@
 export function add(a: number, b: number): number {
   const left = a
-  const right = b
+  const right = Math.abs(b)

   return sum(left, right)
`
const TEXT = `---\n${HEAD}---\n${BODY}`
const SOLUTION = `/** Adds two numbers. */
export function add(a: number, b: number): number {
  const left = a
  const right = b

  return sum(left, right)
}
`

it.each([
  ['no head', BODY, 'no front matter'],
  ['nothing behind the head', `---\n${HEAD}---\n`, 'it changes nothing: a unified diff follows the head'],
  ['words behind the head', `---\n${HEAD}---\nMake it wrong.\n`, 'it changes nothing'],
  ['a file without a hunk', TEXT.slice(0, TEXT.indexOf('@@')), 'it changes nothing in solutions/01-adding/add.ts'],
  ['another room', TEXT.replaceAll('01-adding', '02-serving'), 'which is outside of solutions/01-adding/'],
  ['a path that leads out', TEXT.replaceAll('adding/add', 'adding/../../add'), 'outside of solutions/01-adding/'],
  ['another name', TEXT.replace('b/solutions/01-adding/add', 'b/solutions/01-adding/sub'), 'it renames'],
  ['counts that are too small', TEXT.replace('@@ -2,5 +2,5 @@', '@@ -2,2 +2,2 @@'), 'Hunk at line 9 has more'],
  ['counts that are too large', TEXT.replace('@@ -2,5 +2,5 @@', '@@ -2,9 +2,9 @@'), 'line 9'],
  ['lines that no hunk counts', `${TEXT}\n stray\n`, 'line 17: it belongs to no hunk'],
])('says what is wrong with one that has %s', (_what, text, says) => {
  expect(() => parseDifference(text, ROOM)).toThrow(says)
})

const apply = (text: string, files: Record<string, string>) =>
  applyDifference(parseDifference(text, ROOM), new Map(Object.entries(files)))

it.each([
  ['as it is', TEXT],
  ['with Windows line endings', TEXT.replaceAll('\n', '\r\n')],
  ['with what git writes above', TEXT.replace('--- a/', 'diff --git a/x b/x\nindex 1234567..89abcde 100644\n--- a/')],
])('applies one %s', (_how, text) => {
  const wrong = SOLUTION.replace('= b', '= Math.abs(b)')
  expect(apply(text, { 'add.ts': SOLUTION })).toEqual({ status: 'applied', changes: new Map([['add.ts', wrong]]) })
})

it('finds the place when the lines have moved', () => {
  const moved = apply(TEXT, { 'add.ts': `// one\n// two\n${SOLUTION}` })
  expect(moved).toMatchObject({ status: 'applied' })
})

it('rejects the parts that do not fit, and no others', () => {
  const two = `${TEXT}@@ -9,1 +9,1 @@\n-gone\n+new\n`
  expect(apply(two, { 'add.ts': SOLUTION })).toEqual({
    status: 'rejected',
    rejects: [
      { path: 'add.ts', why: 'This part of it no longer fits the solution.', hunk: '@@ -9 +9 @@\n-gone\n+new' },
    ],
  })
})

it.each([
  ['changes', TEXT, {}, 'It changes a file that the solution does not have.'],
  [
    'adds',
    TEXT.replace('--- a/solutions/01-adding/add.ts', '--- /dev/null').replace(/@@[\s\S]*/, '@@ -0,0 +1 @@\n+x\n'),
    { 'add.ts': SOLUTION },
    'It adds a file that the solution has.',
  ],
])('rejects one that %s a file where it cannot', (_what, text, files, why) => {
  expect(apply(text, files)).toMatchObject({ status: 'rejected', rejects: [{ why }] })
})

it('writes what it reads: a file changed, one added, one taken away', () => {
  const solution = new Map([
    ['api/app.ts', SOLUTION],
    ['api/gone.ts', 'one\ntwo\n'],
    ['api/same.ts', 'same\n'],
  ])
  const changes = new Map([
    ['api/same.ts', 'same\n'],
    ['api/app.ts', SOLUTION.replace('= b', '= 0')],
    ['api/new.ts', 'new\n'],
    ['api/gone.ts', null],
  ])
  const text = printDifference(HEAD, ROOM, solution, changes)
  expect(text.match(/^(?:---|\+\+\+) .*/gm)).toEqual([
    '--- a/solutions/01-adding/api/app.ts',
    '+++ b/solutions/01-adding/api/app.ts',
    '--- a/solutions/01-adding/api/gone.ts',
    '+++ /dev/null',
    '--- /dev/null',
    '+++ b/solutions/01-adding/api/new.ts',
  ])
  const { 'api/same.ts': _same, ...differ } = Object.fromEntries(changes)
  expect(apply(text, Object.fromEntries(solution))).toEqual({
    status: 'applied',
    changes: new Map(Object.entries(differ)),
  })
})

it('writes no blanks at the ends of lines, and nothing where nothing differs', () => {
  const solution = new Map([['add.ts', SOLUTION]])
  const text = printDifference(HEAD, ROOM, solution, new Map([['add.ts', SOLUTION.replace('= b', '= 0')]]))
  expect(text).not.toMatch(/[ \t]$/m)
  expect(printDifference(HEAD, ROOM, solution, solution)).toBe('')
})

it('knows where a line of the wrong answer stands in the text', () => {
  const difference = parseDifference(TEXT, ROOM)
  expect(lineInDifference(difference, 'add.ts', 4)).toBe(TEXT.split('\n').indexOf('+  const right = Math.abs(b)') + 1)
  expect(lineInDifference(difference, 'add.ts', 40)).toBeUndefined()
  expect(lineInDifference(difference, 'other.ts', 4)).toBeUndefined()
})
