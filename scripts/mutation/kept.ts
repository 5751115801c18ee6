/** Results of earlier runs, kept for as long as nothing changes that they depend on. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Course, Day, Exercise } from '../../src/engine/course/model.ts'
import { solutionOf } from './mutants.ts'
import type { Tested } from './tested.ts'

interface Kept {
  /** Of the solution. */
  solution: string
  /** Of its checks, and of the judge. */
  judge: string
  tested: Tested[]
}

/** What of the tool may change a verdict, and changes seldom. */
const JUDGE = ['src/check', 'src/fenced', 'src/engine/judge']

export interface KeptResults {
  /** undefined when something changed. */
  current: Tested[] | undefined
  /** Of the same solution, whatever its checks were. */
  sameSolution: Tested[] | undefined
  keep: (tested: Tested[]) => void
}

export function keptResults(course: Pick<Course, 'root'>, day: Day, exercise: Exercise): KeptResults {
  const within = (path: string) => join(course.root, path)
  const file = within(`node_modules/.cache/backend-workbook-mutation/${day.room}-${exercise.id}.json`)
  const solution = hashOf([within(solutionOf(day, exercise))])
  const judge = [
    hashOf([...checksOf(course, day, exercise), ...JUDGE.map(within), within('package-lock.json')]),
    process.version,
  ].join(' ')
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : undefined
  const sameSolution = kept?.solution === solution ? kept.tested : undefined
  return {
    current: kept?.judge === judge ? sameSolution : undefined,
    sameSolution,
    keep(tested) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify({ solution, judge, tested } satisfies Kept))
    },
  }
}

/** The check file with its parts, and what lies beside it for several exercises. */
export function checksOf(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>, { id }: Pick<Exercise, 'id'>): string[] {
  const folder = join(course.root, 'checks', day.room)
  const names = readdirSync(folder)
  const owner = (name: string) => (name.endsWith('.check.ts') ? name.slice(0, -'.check.ts'.length) : name)
  const isForeign = (name: string) => owner(name) !== id && names.includes(`${owner(name)}.check.ts`)
  return names.filter((name) => !isForeign(name)).map((name) => join(folder, name))
}

function hashOf(paths: string[]): string {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesIn)) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile())
    .sort()
}
