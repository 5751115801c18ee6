import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AuthorReport } from '../../src/author/report.ts'
import { copyFixture, makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

/** Runs `course author check … --json` on a course. */
async function authorCheck(course: string, ...args: string[]) {
  const { code, stdout, stderr } = await runCourse(['author', 'check', ...args, '--json'], {
    env: { COURSE_COURSE: course },
  })
  expect(stderr).toBe('')
  const report: AuthorReport = JSON.parse(stdout)
  const all = [...report.findings, ...report.days.flatMap(({ findings }) => findings)]
  return { code, report, all, said: all.map(({ file, message }) => `${file}: ${message}`) }
}

it('proves the tiny course, every wrong answer of it included', { timeout: 300_000 }, async () => {
  const { code, report, all } = await authorCheck(copyFixture())
  expect(all.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'warning: add has 2 wrong answers.',
    'warning: total has one wrong answer.',
    'warning: ping has 2 wrong answers.',
  ])
  expect(code).toBe(0)
  expect(report.ok).toBe(true)
  expect(report.days.map(({ day, bench }) => [day, bench])).toEqual([
    [1, 'none'],
    [2, 'boots'],
  ])
  expect(report.days.flatMap(({ exercises }) => exercises.map(({ mistakes }) => mistakes))).toEqual([
    { known: 2, caught: 2 },
    { known: 1, caught: 1 },
    { known: 2, caught: 2 },
  ])
})

it('proves all but the wrong answers with --skip-mistakes, and says so', { timeout: 300_000 }, async () => {
  const solution = readFileSync(join(copyFixture(), 'solutions/01-adding/add.ts'), 'utf8')
  const course = makeCourse(temporaryFolder('right'), {
    'solutions/01-adding/mistakes/add/forgets-the-sign.ts': `/* mistake\nwrong: It is right.\nwhy: x\nfails: [adds a negative number]\n*/\n${solution}`,
    'lessons/01-adding/demo/adding.ts': 'throw new RangeError("no demo today")\n',
  })
  const { code, report, said } = await authorCheck(course, '1', '--skip-mistakes')
  expect(said).toEqual([expect.stringContaining('lessons/01-adding/demo/adding.ts: ')])
  expect(code).toBe(1)
  expect(report.notes).toContainEqual(expect.stringContaining('The wrong answers were left out'))
  expect(report.days[0]?.exercises.map(({ starter, solution, mistakes }) => [starter, solution, mistakes])).toEqual([
    ['failed', 'passed', undefined],
    ['failed', 'passed', undefined],
  ])
})

it('judges wrong answers by the checks that they name with --named, and the solution by each of these alone', {
  timeout: 300_000,
}, async () => {
  const checks = join('checks', '01-adding', 'add.check.ts')
  const source = readFileSync(join(copyFixture(), checks), 'utf8')
  const leans = source
    .replace("expect(add(2, 3), 'add(2, 3)')", "was = 5\n  expect(add(2, 3), 'add(2, 3)')")
    .replace("expect(add(2, -3), 'add(2, -3)')", "expect(was, 'was').toBe(5)\n  expect(add(2, -3), 'add(2, -3)')")
    .replace('check(', 'let was = 0\n\ncheck(')
  expect(leans.match(/\bwas\b/g)).toHaveLength(4)
  const course = makeCourse(temporaryFolder('named'), { [checks]: leans })
  const whole = await authorCheck(course, '1', '--only', 'add')
  const few = 'solutions/01-adding/mistakes/add/: add has 2 wrong answers.'
  expect([whole.code, whole.said]).toEqual([0, [few]])
  const named = await authorCheck(course, '1', '--only', 'add', '--named')
  expect(named.code).toBe(1)
  expect(named.said).toEqual([
    'checks/01-adding/add.check.ts: The solution does not pass "adds a negative number" without the checks before it: was expected 5, received 0',
    few,
  ])
  expect(named.report.notes).toContainEqual(expect.stringContaining('(--named)'))
})

it('names the file of everything that is wrong, and ends with 1', { timeout: 300_000 }, async () => {
  const tiny = copyFixture()
  const read = (path: string) => readFileSync(join(tiny, path), 'utf8')
  const lesson = read('lessons/01-adding/lesson.md')
  const course = makeCourse(temporaryFolder('broken'), {
    'course.yaml': read('course.yaml').replace('[sums, totals]', '[sums, totals, nowhere]'),
    'lessons/01-adding/lesson.md': lesson
      .replace('[total]', '[totals]')
      .replace('{#a-list}', '{#the-list}')
      .replace('```js', '```'),
    'biome.json': '{ "formatter": { "enabled": false }, "assist": { "enabled": false } }',
    'lessons/01-adding/demo/adding.ts': 'debugger\nthrow new RangeError("no demo today")\n',
    'lessons/02-serving/bench/computes.ts':
      'export const buildApp = () => (_: unknown, response: any) => response.writeHead(500).end()\n',
    'lessons/02-serving/bench/answers.ts': null,
    'exercises/01-adding/total.ts': read('solutions/01-adding/total.ts'),
    'solutions/01-adding/add.ts': 'export function add(a: number, b: number): number {\n  return String(a + b)\n}\n',
    'solutions/02-serving/mistakes/ping/always-404.ts': read(
      'solutions/02-serving/mistakes/ping/pong-to-all.ts',
    ).replace('answers anything else with 404', 'answers /ping with pong'),
  })
  const { code, report, said } = await authorCheck(course)
  expect(code).toBe(1)
  expect(report.ok).toBe(false)
  for (const [file, message] of [
    ['course.yaml', 'names the topic nowhere'],
    ['lessons/01-adding/lesson.md', 'Topic totals rests on totals'],
    ['lessons/01-adding/lesson.md', 'A code fence names no language.'],
    ['lessons/01-adding/quiz.yaml', 'Question typed-sum points to the section #a-list'],
    ['checks/01-adding/total.check.ts', '"adds up a list" points to the section #a-list'],
    ['lessons/01-adding/demo/adding.ts', 'RangeError: no demo today'],
    ['lessons/01-adding/demo/adding.ts', 'noDebugger'],
    ['lessons/02-serving/bench.ts', 'Variant computes: /ping was answered with 500.'],
    ['lessons/02-serving/bench.ts', 'Variant answers is bench/answers.ts, which is not there.'],
    ['exercises/01-adding/total.ts', 'The starter passes'],
    ['solutions/01-adding/add.ts', 'The solution failed at'],
    ['solutions/01-adding/add.ts', 'TS2322'],
    ['solutions/02-serving/mistakes/ping/always-404.ts', 'it fails at "answers anything else with 404"'],
  ]) {
    expect(said).toContainEqual(expect.stringContaining(`${file}: `))
    expect(said.filter((line) => line.startsWith(`${file}: `)).join('\n')).toContain(message)
  }
})

it('says of a new day only what its author must write', { timeout: 300_000 }, async () => {
  const course = copyFixture()
  const env = { COURSE_COURSE: course }
  const made = await runCourse(['author', 'new', '3', 'storing'], { env })
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const again = await runCourse(['author', 'new', '3', 'storing'], { env })
  expect(again.code).toBe(2)
  expect(again.stderr).toContain('Day 3 is there already: lessons/03-storing.')

  const { code, all } = await authorCheck(course, '3')
  expect(code).toBe(1)
  expect(all.length).toBeGreaterThan(10)
  expect(new Set(all.map(({ message }) => message))).toEqual(
    new Set(['The TODO is still there.', 'first has one wrong answer.']),
  )
  expect(new Set(all.map(({ file }) => file.split('/')[0]))).toEqual(
    new Set(['lessons', 'exercises', 'checks', 'solutions']),
  )
})

it.each([
  [['author', 'new', '4', 'Not A Slug'], '"Not A Slug" is no slug.'],
  [['author', 'new', 'four', 'storing'], '"four" is no day.'],
  [['author', 'new', '3', 'other'], 'Day 3 is planned as storing.'],
  [['author', 'new', '3'], 'A new day needs a number and a slug.'],
  [['author', 'check', '3'], 'Day 3, Storing, is not written yet.'],
  [['author', 'check', '2', '--repeat', 'often'], '--repeat often is not a number of times.'],
  [['author', 'frobnicate'], 'There is no "author frobnicate".'],
])('refuses %j with a sentence, and ends with 2', async (args, message) => {
  const { code, stderr, stdout } = await runCourse(args)
  expect(stderr).toContain(message)
  expect(code).toBe(2)
  expect(stdout).toBe('')
})

it('reports a day that cannot be read, and proves the others', { timeout: 240_000 }, async () => {
  const course = makeCourse(temporaryFolder('unreadable'), { 'lessons/02-serving/lesson.md': 'no front matter\n' })
  const { code, report } = await authorCheck(course, '2')
  expect(code).toBe(1)
  expect(report.days).toMatchObject([{ day: 2, status: 'broken' }])
  expect(report.days[0]?.findings[0]).toMatchObject({ file: 'lessons/02-serving/lesson.md' })
})
