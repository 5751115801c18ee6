/** A newer course and a learner's workbook: told once what changed, what was left alone, what was passed before. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checksum } from '../../src/checksum.ts'
import { isEarlierVersion } from '../../tracker/earlier-version.ts'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const RIGHT = 'export const add = (a: number, b: number): number => a + b\n'

it('a newer course says once what it changed and what it left alone, and shows the difference', async () => {
  const [course, cwd] = [copyFixture(), temporaryFolder('news')]
  const run = async (...args: string[]) => (await runCourse(args, { cwd, env: { COURSE_COURSE: course } })).stdout
  const mine = (name: string) => join(cwd, 'workbook/01-adding', name)
  await run('day', '1', '--print')
  writeFileSync(mine('add.ts'), RIGHT)
  await run('check', '1/add')
  expect(await run()).not.toContain('has changed')

  for (const name of ['add.ts', 'total.ts']) appendFileSync(join(course, 'exercises/01-adding', name), '// newer\n')
  appendFileSync(join(course, 'lessons/02-serving/lesson.md'), 'One more sentence.\n')
  appendFileSync(
    join(course, 'checks/01-adding/add.check.ts'),
    "\ncheck('adds nothing', { read: 'what-plus-does' }, async () => {\n  expect(await add(0, 0)).toBe(0)\n})\n",
  )
  const [told] = (await run()).split('\n\n')
  expect(told).toBe(`The course has changed since you were told last.
  Lesson or quiz: day 2.
  Starters: 1/total. You had not edited it, so yours is the new one.
  Starters: 1/add. Left alone, because you edited it. What changed shows:
    course reset 1/add --diff
  Checks: 1/add.
  You passed an earlier version of 1/add. It stays passed; to judge it again:
    course check 1/add`)
  expect(await run()).not.toContain('has changed')
  expect(readFileSync(mine('add.ts'), 'utf8')).toBe(RIGHT)
  expect(readFileSync(mine('total.ts'), 'utf8')).toMatch(/\/\/ newer\n$/)

  expect(await run('reset', '1/add', '--diff')).toMatch(
    /^--- your-starter\/add.ts\n\+\+\+ todays-starter\/add.ts\n@@ .*\n[\s\S]*\n\+\/\/ newer\n$/,
  )
  expect(await run('reset', '1/total', '--diff')).toContain('is what it was when you got it')
  expect(readFileSync(mine('add.ts'), 'utf8')).toBe(RIGHT)

  expect(await run('list')).toMatch(/✓ 1\/add .*\n {4}passed an earlier version/)
  expect(await run('progress')).toContain('passed an earlier version: 1/add\njudge it again: course check 1/add\n')
  const [day] = JSON.parse(await run('progress', '--json')).days
  expect(day.exercises).toMatchObject([{ id: 'add', status: 'passed', earlierVersion: true }, { id: 'total' }])
  await run('check', '1/add')
  expect(await run('progress')).not.toContain('earlier version')
})

it.each([
  ['all of today’s checks', { passed: ['a', 'b'], failing: [], checks: 2 }, false],
  ['a check that is gone', { passed: ['a', 'b', 'c'], failing: [], checks: 3 }, false],
  ['one check less', { passed: ['a'], failing: [], checks: 1 }, true],
  ['another check', { passed: ['a', 'c'], failing: [], checks: 2 }, true],
  ['a check of a project that failed', { passed: ['a'], failing: ['b'], checks: 2 }, false],
  ['as many checks, before titles were kept', { failing: [], checks: 2 }, false],
  ['fewer checks, before titles were kept', { failing: [], checks: 1 }, true],
])('a pass that met %s', (_what, pass, isEarlier) => {
  expect(isEarlierVersion({ checks: ['a', 'b'].map(checksum) }, pass)).toBe(isEarlier)
})
