/** Wrong answers after their solution has changed: `course author check` with and without `--refresh`. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mergeDifference } from '../../src/author/mistake/merge.ts'
import type { AuthorReport } from '../../src/author/report.ts'
import { findExercise } from '../../src/engine/course/find.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { parseDifference } from '../../src/engine/mistakes/difference.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const ADD = 'solutions/01-adding/add.ts'
const DIFF = 'solutions/01-adding/mistakes/add/forgets-the-sign.diff'

const SOLUTION = `/** Adds two numbers. */
export function add(a: number, b: number): number {
  const left = a
  const right = b
  return sum(left, right)
}

function sum(left: number, right: number): number {
  return left + right
}
`

const DIFFERENCE = `---
wrong: It takes every number for a positive one.
why: The example has positive numbers only.
fails:
  - adds a negative number
---
--- a/${ADD}
+++ b/${ADD}
@@ -2,5 +2,5 @@
 export function add(a: number, b: number): number {
   const left = a
-  const right = b
+  const right = Math.abs(b)
   return sum(left, right)
 }
`

/** A course in git, in which the solution then becomes another. */
function courseWith(solution: string, difference = DIFFERENCE): string {
  const root = makeCourse(temporaryFolder('refresh'), {
    [ADD]: SOLUTION,
    'solutions/01-adding/mistakes/add': null,
    [DIFF]: difference,
  })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root })
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'before')
  writeFileSync(join(root, ADD), solution)
  git('commit', '--quiet', '--all', '--allow-empty', '--message', 'after')
  return root
}

async function check(root: string, ...args: string[]) {
  const all = ['author', 'check', '1', '--only', 'add', '--json', ...args]
  const { code, stdout } = await runCourse(all, { env: { COURSE_COURSE: root } })
  const report: AuthorReport = JSON.parse(stdout)
  const findings = report.days.flatMap((day) => day.findings).filter(({ level }) => level === 'error')
  return { code, findings, notes: report.notes, mistakes: report.days[0]?.exercises[0]?.mistakes }
}

const read = (root: string, file: string) => readFileSync(join(root, file), 'utf8')

it('takes a difference whose lines have moved, and with --refresh gives it the new ones', {
  timeout: 240_000,
}, async () => {
  const root = courseWith(`// one\n// two\n${SOLUTION}`)
  const before = await check(root)
  expect(before).toMatchObject({ code: 0, findings: [], mistakes: { known: 1, caught: 1 } })
  expect(read(root, DIFF)).toBe(DIFFERENCE)
  const after = await check(root, '--refresh')
  expect(after).toMatchObject({ code: 0, mistakes: { known: 1, caught: 1 } })
  expect(after.notes).toContain(`${DIFF} has been written anew.`)
  expect(read(root, DIFF)).toContain('\n@@ -4,5 +4,5 @@\n export function add')
  expect((await check(root, '--refresh')).notes).toEqual(['Not linted: the course has no biome.json.'])
})

it('shows the part of a difference that no longer fits; --refresh merges it', { timeout: 240_000 }, async () => {
  const root = courseWith(SOLUTION.replace(': number {', ' {'))
  const before = await check(root)
  expect(before).toMatchObject({ code: 1, mistakes: { known: 1, caught: 0 } })
  expect(before.findings).toMatchObject([
    { file: DIFF, message: `This part of it no longer fits the solution. (${ADD})` },
  ])
  expect(before.findings[0]?.excerpt).toContain('@@ -2,5 +2,5 @@\n export function add')
  const shown = await runCourse(['author', 'check', '1', '--only', 'add'], { env: { COURSE_COURSE: root } })
  expect(shown.stdout).toContain('    -  const right = b\n    +  const right = Math.abs(b)\n')

  const after = await check(root, '--refresh')
  expect(after).toMatchObject({ code: 0, findings: [], mistakes: { known: 1, caught: 1 } })
  expect(after.notes).toContain(`${DIFF} has been merged with what changed in the solution.`)
  expect(read(root, DIFF)).toContain(
    '\n export function add(a: number, b: number) {\n   const left = a\n-  const right = b\n+  const',
  )
})

it('leaves to its author what cannot be merged without a doubt', { timeout: 240_000 }, async () => {
  const root = courseWith(SOLUTION.replace('const right = b', 'const right = Number(b)'))
  const { code, findings } = await check(root, '--refresh')
  expect(code).toBe(1)
  expect(findings).toMatchObject([{ file: DIFF, message: expect.stringContaining('no longer fits') }])
  expect(read(root, DIFF)).toBe(DIFFERENCE)
})

it('marks for the author who edits it what git cannot decide', () => {
  const root = courseWith(SOLUTION.replace('const right = b', 'const right = Number(b)'))
  const course = loadCourse(root)
  const merged = mergeDifference({ course, ...findExercise(course, '1/add') }, parseDifference(DIFFERENCE, '01-adding'))
  expect(merged).toMatchObject({ status: 'merged', conflicts: 1 })
  const text = merged.status === 'merged' ? merged.changes.get('add.ts') : ''
  expect(text).toContain('<<<<<<< the solution now\n  const right = Number(b)\n')
  expect(text).toContain('=======\n  const right = Math.abs(b)\n>>>>>>> the wrong answer\n')
})

it('does not merge where git knows no version that it fits', { timeout: 240_000 }, async () => {
  const unknown = DIFFERENCE.replace('   const left = a\n', '   const first = a\n')
  const root = courseWith(SOLUTION, unknown)
  const { code, findings } = await check(root, '--refresh')
  expect(code).toBe(1)
  expect(findings).toHaveLength(1)
  expect(read(root, DIFF)).toBe(unknown)
})

it('says of a difference that is the solution that no check catches it', { timeout: 240_000 }, async () => {
  const same = DIFFERENCE.replace('Math.abs(b)', 'b')
  const { code, findings } = await check(courseWith(SOLUTION, same), '--refresh')
  expect(code).toBe(1)
  expect(findings).toMatchObject([{ file: DIFF, message: 'This wrong answer passes: no check catches it.' }])
})

it('writes a whole file as a difference with --refresh', { timeout: 240_000 }, async () => {
  const root = courseWith(SOLUTION)
  const whole = `/* mistake\nwrong: a\nwhy: b\nfails: [adds two numbers, adds a negative number]\n*/\n${SOLUTION.replace('left + right', 'left - right')}`
  writeFileSync(join(root, DIFF.replace('forgets-the-sign.diff', 'subtracts.ts')), whole)
  expect(await check(root, '--refresh')).toMatchObject({ code: 0, mistakes: { known: 2, caught: 2 } })
  expect(existsSync(join(root, DIFF.replace('forgets-the-sign.diff', 'subtracts.ts')))).toBe(false)
  const text = read(root, DIFF.replace('forgets-the-sign', 'subtracts'))
  expect(text).toContain('fails: [adds two numbers, adds a negative number]\n---\n')
  expect(text).toContain('-  return left + right\n+  return left - right\n')
})

it('names the line of the difference where a type is wrong', { timeout: 240_000 }, async () => {
  const root = courseWith(SOLUTION, DIFFERENCE.replace('Math.abs(b)', 'Math.abs(String(b))'))
  const { findings } = await check(root)
  expect(findings.filter(({ message }) => message.startsWith('TS'))).toMatchObject([
    { file: DIFF, line: 13, message: expect.stringContaining('TS2345') },
  ])
})
