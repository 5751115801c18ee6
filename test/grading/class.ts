/** Learners' workbooks of the tiny course, for tests of grading. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../fixtures/build.ts'

export const RIGHT = 'export const add = (a: number, b: number): number => a + b\n'
export const WRONG = 'export const add = (a: number, b: number): number => a - b\n'

/** A folder with a workbook for each learner. Files are by their paths in the workbook; a text alone is 1/add. */
export function makeClass(learners: Record<string, string | Record<string, string>>): string {
  const folder = temporaryFolder('class')
  for (const [name, work] of Object.entries(learners)) {
    const root = join(folder, name)
    mkdirSync(join(root, '.course'), { recursive: true })
    const files = typeof work === 'string' ? { '01-adding/add.ts': work } : work
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), text)
    }
  }
  return folder
}

/** What was said beside the result, without how far it is: a busy machine takes long enough for that. */
export function complaints(stderr: string): string {
  return stderr.replace(/^\d+ of \d+ judged; .*\n/gm, '')
}

export interface JsonGrades {
  ok: boolean
  fencing: { by: string }
  submissions: {
    submission: string
    /** Of its files. */
    digest?: string
    sameAs?: string
    problem?: string
    leftOut: { path: string; why: string }[]
    exercises: { exercise: string; status: string; why?: string; checks?: { title: string; status: string }[] }[]
  }[]
}

/** `{ anna: 'passed' }`: of each submission what came of one exercise. */
export function statuses({ submissions }: JsonGrades, exercise = '1/add'): Record<string, string | undefined> {
  return Object.fromEntries(
    submissions.map(({ submission, exercises }) => [
      submission,
      exercises.find((each) => each.exercise === exercise)?.status,
    ]),
  )
}
