/** Runs StrykerJS over the solution of one exercise. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { LogLevel, MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import type { Course, Day, Exercise } from '../../src/engine/course/model.ts'
import { refOf } from '../../src/engine/course/model.ts'
import { type Lines, ownLines } from './given.ts'

/** Longer than any verdict may take: the fence ends what hangs, and says more. */
const LAST_RESORT_MS = 120_000

/** Lines of a file of the course. */
export interface Place extends Lines {
  file: string
}

export interface TestOptions {
  concurrency: number
  /** Only mutants that lie in these lines. */
  only?: Place[]
  /** Only files whose path has this in it. */
  files?: string
}

/** @returns what became of each mutant */
export async function testMutants(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  { concurrency, only, files = '' }: TestOptions,
): Promise<MutantResult[]> {
  const places = (only ?? ownCode(course, day, exercise)).filter(({ file }) => file.includes(files))
  if (places.length === 0) return []
  const plugin = (name: string) => join(import.meta.dirname, `${name}.ts`)
  const folder = exercise.file.endsWith('/')
  const solution = solutionOf(day, exercise)
  const options: PartialStrykerOptions = {
    mutate: places.map(({ file, first, last }) => `${file}:${first}-${last}`),
    // The sandbox gets the solution; everything else is read where it is.
    ignorePatterns: ['**', '!package.json', `!${solution}${folder ? '**' : ''}`],
    // Here, so that packages are found where the checks find them: two copies of one would be strangers to each other.
    tempDirName: join(course.root, '.stryker-tmp'),
    cleanTempDir: 'always',
    symlinkNodeModules: false,
    disableTypeChecks: false,
    plugins: [plugin('judge-runner'), plugin('progress-reporter')],
    testRunner: 'judge',
    testRunnerNodeArgs: ['--import', import.meta.resolve('tsx')],
    coverageAnalysis: 'all',
    reporters: ['progress-line'],
    checkers: [],
    concurrency,
    timeoutMS: LAST_RESORT_MS,
    logLevel: 'error' as LogLevel,
    allowConsoleColors: false,
    judged: { exercise: refOf(day, exercise), courseRoot: course.root },
  }
  return new Stryker(options).runMutationTest()
}

function ownCode(course: Pick<Course, 'root'>, day: Day, exercise: Exercise): Place[] {
  const read = (file: string) => {
    const path = join(course.root, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  return solutionFiles(course, day, exercise).flatMap((file) => {
    const starter = file.replace(/^solutions/, 'exercises')
    return ownLines(read(file), read(starter)).map((lines) => ({ file, ...lines }))
  })
}

/** Relative to the course. */
function solutionFiles(course: Pick<Course, 'root'>, day: Day, exercise: Exercise): string[] {
  const solution = solutionOf(day, exercise)
  if (!solution.endsWith('/')) return [solution]
  return readdirSync(join(course.root, solution), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => solution + name.split(sep).join('/'))
}

/** Whether there is something to mutate. */
export function hasSolution(course: Pick<Course, 'root'>, day: Day, exercise: Exercise): boolean {
  const path = join(course.root, solutionOf(day, exercise))
  return existsSync(path) && (exercise.file.endsWith('/') || statSync(path).isFile())
}

/** Relative to the course: `solutions/01-…/deep-clone.ts`, or a folder with a slash at its end. */
export function solutionOf(day: Pick<Day, 'room'>, exercise: Pick<Exercise, 'file'>): string {
  return `solutions/${day.room}/${exercise.file}`
}
