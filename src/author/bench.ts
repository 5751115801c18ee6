import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Bench, BenchVariant } from '../bench/index.ts'
import { ChildFailure, startChild } from '../engine/bench/child.ts'
import { entryFile } from '../engine/bench/imports.ts'
import { benchFile, filesOf, readBench } from '../engine/bench/read-bench.ts'
import type { Course, Day } from '../engine/course/model.ts'
import { layoutOf } from '../engine/judge/layout.ts'
import { withServices } from '../engine/with-services.ts'
import { isProblem } from '../problem.ts'
import { withoutForeign } from '../processes/environment.ts'
import type { ProcessOptions } from './demos.ts'
import { error, type Finding } from './finding.ts'

const BOOT_MS = 10_000
const ANSWER_MS = 10_000

/** Boots each variant of a day's benchmark and asks it for its load and its ping once. */
export async function proveBench(course: Course, day: Day, options: ProcessOptions): Promise<Finding[]> {
  const file = `lessons/${day.room}/bench.ts`
  let bench: Bench
  try {
    bench = await readBench(course, day, options.packageRoot)
  } catch (problem) {
    if (!isProblem(problem)) throw problem
    return [error(file, problem.message.replaceAll(`${course.root}/`, ''), problem.hint)]
  }
  const files = filesOf(course, day, bench).filter(existsSync)
  return withServices(files, options, async (addresses) => {
    const env = { ...withoutForeign(options.env), ...addresses, ...(await bench.prepare?.()) }
    return proveVariants(course, day, bench, { ...options, env })
  })
}

async function proveVariants(course: Course, day: Day, bench: Bench, options: ProcessOptions): Promise<Finding[]> {
  const file = `lessons/${day.room}/bench.ts`
  const findings: Finding[] = []
  for (const variant of bench.variants) {
    const found = entryOf(course, day, variant)
    if ('problem' in found) findings.push(error(file, found.problem, found.mend))
    else
      findings.push(
        ...(await bootVariant(
          file,
          { bench, variant, entry: found.entry, cwd: dirname(benchFile(course, day)) },
          options,
        )),
      )
  }
  return findings
}

function entryOf(
  course: Course,
  day: Day,
  variant: BenchVariant,
): { entry: string } | { problem: string; mend: string } {
  if ('file' in variant) {
    const entry = resolve(benchFile(course, day), '..', variant.file)
    if (existsSync(entry)) return { entry }
    return {
      problem: `Variant ${variant.id} is ${variant.file}, which is not there.`,
      mend: 'Write it, or correct the path.',
    }
  }
  const exercise = day.exercises.find(({ id }) => id === variant.exercise)
  if (!exercise) {
    const problem = `Variant ${variant.id} is the exercise ${variant.exercise}, which the day lacks.`
    return { problem, mend: 'Name an exercise of this day.' }
  }
  const main = exercise.file.endsWith('/') ? `${exercise.file}app.ts` : exercise.file
  return { entry: join(course.root, 'solutions', day.room, main) }
}

interface Boot {
  bench: Bench
  variant: BenchVariant
  entry: string
  cwd: string
}

async function bootVariant(
  file: string,
  { bench, variant, entry, cwd }: Boot,
  options: ProcessOptions,
): Promise<Finding[]> {
  const { packageRoot, env, signal } = options
  try {
    const server = await startChild({
      file: entryFile(packageRoot, 'bench-server'),
      args: [entry],
      execArgv: layoutOf(packageRoot).appExecArgv,
      env,
      cwd,
      ms: BOOT_MS,
      signal,
    })
    try {
      const load = { ...bench.load, ...variant.load }
      const url = `http://127.0.0.1:${server.hello.port}`
      const asked = [
        { path: bench.ping ?? '/ping', init: {} },
        {
          path: load.path,
          init: { method: load.method ?? 'GET', ...(load.body !== undefined && { body: load.body }) },
        },
      ]
      const answers = await Promise.all(asked.map(({ path, init }) => ask(url, path, init)))
      return answers
        .filter((answer) => answer !== undefined)
        .map((answer) => error(file, `Variant ${variant.id}: ${answer}`, 'Let every variant answer both with 2xx.'))
    } finally {
      await server.end()
    }
  } catch (failure) {
    if (!(failure instanceof ChildFailure)) throw failure
    const [why = ''] = failure.message.split('\n')
    return [
      error(file, `Variant ${variant.id} does not start: ${why}`, 'Let it export buildApp, which gives a server.'),
    ]
  }
}

/** What is wrong with the answer, if anything. */
async function ask(url: string, path: string, init: RequestInit): Promise<string | undefined> {
  try {
    const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(ANSWER_MS) })
    await response.arrayBuffer()
    return response.ok ? undefined : `${path} was answered with ${response.status}.`
  } catch {
    return `${path} was not answered.`
  }
}
