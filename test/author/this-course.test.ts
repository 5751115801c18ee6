import { expect, it } from 'vitest'
import type { AuthorReport } from '../../src/author/report.ts'
import { runCourse } from '../fixtures/cli.ts'

const MINUTES = 60_000

// That wrong answers fail nothing else than they name is their authors' proof: it takes twice as long, and no learner waits for it.

it('every day of this course is proved', { timeout: 71 * MINUTES }, async () => {
  const options = { env: { COURSE_COURSE: undefined }, timeout: 70 * MINUTES }
  const { code, stdout, stderr } = await runCourse(['author', 'check', '--named', '--json'], options)
  expect(stderr).toBe('')
  const report: AuthorReport = JSON.parse(stdout)
  const findings = [...report.findings, ...report.days.flatMap((day) => day.findings)]
  const errors = findings.filter(({ level }) => level === 'error')
  expect(errors.map(({ file, line, message }) => `${file}:${line ?? ''} ${message}`)).toEqual([])
  expect(code).toBe(0)
})
