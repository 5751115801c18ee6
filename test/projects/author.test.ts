/** `course author check` on projects. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readChecks } from '../../src/author/check-file.ts'
import type { AuthorReport } from '../../src/author/report.ts'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const MISTAKES = 'solutions/01-notes/mistakes/notes-api'

/** The report on the project course, after some texts of it were replaced: file to [from, to]. */
async function authorCheck(changes: Record<string, [from: string, to: string]> = {}) {
  const root = copyFixture('project-course')
  for (const [file, [from, to]] of Object.entries(changes)) {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text).toContain(from)
    writeFileSync(join(root, file), text.replaceAll(from, to))
  }
  const { code, stdout } = await runCourse(['author', 'check', '--json'], {
    cwd: temporaryFolder('author'),
    env: { COURSE_COURSE: root },
    timeout: 400_000,
  })
  const report: AuthorReport = JSON.parse(stdout)
  const findings = [...report.findings, ...report.days.flatMap((day) => day.findings)]
  return { code, report, findings, said: findings.map(({ file, message }) => `${file}: ${message}`) }
}

it('proves a project: starter, solution, every wrong answer with its points', { timeout: 400_000 }, async () => {
  const { code, report, findings } = await authorCheck()
  expect(findings.filter(({ level }) => level === 'error')).toEqual([])
  expect(code).toBe(0)
  expect(report.days[0]?.exercises).toMatchObject([
    { id: 'notes-api', checks: 6, starter: 'failed', solution: 'passed', mistakes: { known: 4, caught: 4 } },
  ])
})

it('names what does not hold', { timeout: 400_000 }, async () => {
  const { code, said } = await authorCheck({
    [`${MISTAKES}/forgets/src/routes/notes.ts`]: ['score: 80', 'score: 85'],
    [`${MISTAKES}/no-sigterm/src/server.ts`]: ['score: 80\n', ''],
    [`${MISTAKES}/one-file/src/app.ts`]: ['listener: RequestListener', 'listener: number'],
    'course.yaml': ['pass: 70', 'pass: 1'],
    'exercises/01-notes/notes-api/src/app.ts': ['200 : 501).end()', "200 : 501).end('ok')"],
  })
  expect(code).toBe(1)
  for (const line of [
    `${MISTAKES}/no-sigterm: It does not say what it scores; it gets 80 points.`,
    `${MISTAKES}/one-file/src/app.ts: TS2322: Type '(request: any, response: any) => void'`,
    'exercises/01-notes/notes-api/: The starter gets 10 points, and 1 are a pass.',
  ]) {
    expect(said).toContainEqual(expect.stringContaining(line))
  }
  expect(said).toContainEqual(expect.stringMatching(/forgets: It says that it scores 85; it gets 80 points\./))
})

it('reads the parts of a project as one: titles are its own, and stand in a part', () => {
  const root = copyFixture('project-course')
  const file = 'checks/01-notes/notes-api.check.ts'
  const part = join(root, 'checks/01-notes/notes-api/structure.checks.ts')
  writeFileSync(part, readFileSync(part, 'utf8').replace('has its routes in src/routes', 'lists what was sent'))
  writeFileSync(
    join(root, file),
    `${readFileSync(join(root, file), 'utf8')}\ncheck('is alone', { read: 'x' }, () => {})\n`,
  )
  const { checks, findings } = readChecks(root, file, true)
  expect(checks.map((check) => check.file.split('/').at(-1))).toEqual([
    'structure.checks.ts',
    ...Array(3).fill('notes.checks.ts'),
    ...Array(2).fill('lifecycle.checks.ts'),
  ])
  expect(findings.map((finding) => `${finding.file}: ${finding.message}`)).toEqual([
    `${file}: It has checks of its own.`,
    'checks/01-notes/notes-api/notes.checks.ts: Two checks are called "lists what was sent".',
  ])
})
