/** A learner with a record of our making, asked through the real command line. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { type Ran, runCourse } from '../fixtures/cli.ts'

export interface Learner {
  cwd: string
  /** Runs `course <args>` where the workbook is. */
  course: (...args: string[]) => Promise<Ran>
  file: (name: string) => string
}

/** A workbook in `<cwd>/workbook` that holds these events. */
export function learnerWith(events: TrackerEvent[], courseRoot = TINY_COURSE): Learner {
  const cwd = temporaryFolder('certificate')
  const workbook = join(cwd, 'workbook')
  mkdirSync(workbook)
  writeFileSync(join(workbook, 'progress.json'), JSON.stringify({ version: 1, events }))
  return {
    cwd,
    course: (...args) => runCourse(args, { cwd, env: { COURSE_COURSE: courseRoot } }),
    file: (name) => readFileSync(join(cwd, name), 'utf8'),
  }
}

export const ADD_CHECKS = ['adds two numbers', 'adds a negative number']

type Attempt = Extract<TrackerEvent, { type: 'attempt' }>

/** A pass of the tiny course's first exercise, unless it is told otherwise. */
export function aPass(overrides: Partial<Attempt> = {}): Attempt {
  return {
    type: 'attempt',
    at: '2026-03-01T10:00:00.000Z',
    exercise: '1/add',
    status: 'passed',
    ms: 5,
    failing: [],
    checks: 2,
    passed: ADD_CHECKS,
    ...overrides,
  }
}
