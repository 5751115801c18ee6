/** A workbook on the project course, with the solution to its project and some files of it replaced. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../fixtures/build.ts'
import { type RunOptions, runCourse } from '../fixtures/cli.ts'

export const PROJECT_COURSE = join(import.meta.dirname, '../fixtures/project-course')
const ROOM = '01-notes'
const SOLUTIONS = join(PROJECT_COURSE, 'solutions', ROOM)

/** Where a test works: the folder that the command runs in, and the project in its workbook. */
export interface Place {
  cwd: string
  project: string
}

/** `files`: relative to the project; `null` leaves one out. `mistake`: a wrong answer of the course, laid over first. */
export function workbookWith(files: Record<string, string | null> = {}, mistake?: string): Place {
  const cwd = temporaryFolder('project')
  const project = join(cwd, 'workbook', ROOM, 'notes-api')
  mkdirSync(join(cwd, 'workbook', '.course'), { recursive: true })
  writeFileSync(join(cwd, 'workbook', 'package.json'), '{ "type": "module" }')
  cpSync(join(SOLUTIONS, 'notes-api'), project, { recursive: true })
  if (mistake) cpSync(join(SOLUTIONS, 'mistakes', 'notes-api', mistake), project, { recursive: true })
  replaceFiles({ cwd, project }, files)
  return { cwd, project }
}

export function replaceFiles({ project }: Place, files: Record<string, string | null>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(project, path)
    mkdirSync(dirname(file), { recursive: true })
    if (text === null) rmSync(file, { recursive: true, force: true })
    else writeFileSync(file, text)
  }
}

/** Runs `course <args>` there. */
export function course({ cwd }: Pick<Place, 'cwd'>, args: string[], { env, ...rest }: RunOptions = {}) {
  return runCourse(args, { cwd, timeout: 240_000, env: { COURSE_COURSE: PROJECT_COURSE, ...env }, ...rest })
}
