/** `npm run mutation`: changes the reference solutions in small ways and sees whether the hidden checks notice. */
import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { FoundExercise } from '../src/engine/course/find.ts'
import { loadCourse } from '../src/engine/course/load.ts'
import { refOf } from '../src/engine/course/model.ts'
import { isProblem } from '../src/problem.ts'
import { excuseOf, readExcuses, staleExcuses } from './mutation/excuses.ts'
import { keptResults } from './mutation/kept.ts'
import { hasSolution, testMutants } from './mutation/mutants.ts'
import { BARS, describeExercise, describeScores, type ExerciseResult, shortfalls } from './mutation/report.ts'
import { readSettings, type Settings } from './mutation/settings.ts'
import { scoreOf, sumOf, type Tested, testedOf } from './mutation/tested.ts'

const root = join(import.meta.dirname, '..')
// Stryker looks for files below the folder it is started in.
process.chdir(root)
const course = loadCourse(root)

async function testedIn({ day, exercise }: FoundExercise, settings: Settings): Promise<Tested[]> {
  const kept = keptResults(course, day, exercise)
  const isWhole = settings.files === ''
  if (kept.current && !settings.fresh && isWhole) return kept.current
  const again = settings.survivors && !settings.fresh && isWhole ? kept.sameSolution : undefined
  const open = again?.filter(({ fate }) => fate === 'survived' || fate === 'not covered')
  const results = await testMutants(course, day, exercise, {
    concurrency: settings.concurrency,
    files: settings.files,
    ...(open && { only: open.map(({ file, line, endLine }) => ({ file, first: line, last: endLine })) }),
  })
  const fresh = results.map((result) => {
    const file = relative(root, result.fileName).split(sep).join('/')
    return testedOf(result, file, readFileSync(result.fileName, 'utf8'))
  })
  const tested = again ? merged(again, fresh) : fresh
  if (isWhole) kept.keep(tested)
  return tested
}

/** Who was caught once counts as caught. */
function merged(before: Tested[], now: Tested[]): Tested[] {
  const keyOf = ({ file, line, column, mutator, from, to }: Tested) =>
    JSON.stringify([file, line, column, mutator, from, to])
  const found = new Map(now.map((tested) => [keyOf(tested), tested]))
  return before.map((tested) => found.get(keyOf(tested)) ?? tested)
}

async function resultOf(found: FoundExercise, settings: Settings): Promise<ExerciseResult> {
  const tested = await testedIn(found, settings)
  const excuses = readExcuses(root, found.day)[found.exercise.id] ?? []
  const survivors = tested
    .filter(({ fate }) => fate === 'survived')
    .map((each) => {
      const excuse = excuseOf(excuses, each)
      return { ...each, ...(excuse && { because: excuse.because }) }
    })
  return {
    ref: refOf(found.day, found.exercise),
    score: scoreOf(tested, survivors.filter(({ because }) => because !== undefined).length),
    survivors,
    notCovered: tested.filter(({ fate }) => fate === 'not covered'),
    stale: settings.files === '' ? staleExcuses(excuses, tested) : [],
  }
}

async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2), course)
  const results: ExerciseResult[] = []
  const untested: string[] = []
  for (const found of settings.chosen.filter(({ day, exercise }) => hasSolution(course, day, exercise))) {
    process.stderr.write(`${refOf(found.day, found.exercise)}\n`)
    try {
      const result = await resultOf(found, settings)
      results.push(result)
      if (!settings.json) process.stdout.write(describeExercise(result))
    } catch (error) {
      untested.push(`${refOf(found.day, found.exercise)} could not be tested: ${String(error)}`)
    }
  }
  const all = sumOf(results.map(({ score }) => score))
  const missing = [...untested, ...shortfalls(results, all)]
  if (settings.json) console.log(JSON.stringify({ bars: BARS, all, missing, exercises: results }, null, 2))
  else process.stdout.write(`\n${describeScores(results, all)}${missing.map((line) => `${line}\n`).join('')}`)
  return missing.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!isProblem(error)) throw error
  console.error(`${error.message}\n${error.hint}`)
  process.exitCode = error.exitCode
}
