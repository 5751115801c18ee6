import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { openTracker } from '../../tracker/store.ts'
import { benchFile, filesOf, readBench } from '../engine/bench/read-bench.ts'
import { type BenchProgress, type BenchRun, runBench } from '../engine/bench/run.ts'
import { findDay } from '../engine/course/find.ts'
import type { Course, Day } from '../engine/course/model.ts'
import { openCourse } from '../engine/course/open.ts'
import { withServices } from '../engine/with-services.ts'
import { exerciseFile, openWorkbook, type Workbook } from '../engine/workbook/workbook.ts'
import { toJson } from '../json.ts'
import { EXIT, Problem } from '../problem.ts'
import { withoutForeign } from '../processes/environment.ts'
import { toType } from '../to-type.ts'
import { renderBench, renderProgressLine } from '../ui/bench/bench.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { isPlain, type World } from '../world.ts'

interface Options {
  json?: boolean
  seconds?: string
}

/** `course bench <n>`: measures, says why, and keeps the result. */
export async function run([query = '']: string[], options: Options, world: World): Promise<number> {
  const seconds = parseSeconds(options.seconds)
  const course = await openCourse(world)
  const day = findDay(course, query)
  const bench = await readBench(course, day, world.packageRoot)
  const workbook = openWorkbook(world, course)
  const progress = progressLine(world)
  let result: BenchRun
  try {
    const files = filesOf(course, day, bench)
    result = await withServices(files, world, (addresses) =>
      runBench({
        bench,
        benchFile: benchFile(course, day),
        packageRoot: world.packageRoot,
        env: { ...withoutForeign(world.env), ...addresses },
        signal: world.signal,
        learnerFile: (exercise) => learnerFile(workbook, day, exercise),
        onProgress: progress.show,
        ...(seconds !== undefined && { seconds }),
      }),
    )
  } catch (error) {
    if (!world.signal.aborted) throw error
    throw new Problem('Interrupted. Nothing was recorded.', `Measure again: ${toType(`bench ${day.day}`)}`, {
      exitCode: EXIT.interrupted,
      code: 'interrupted',
    })
  } finally {
    progress.clear()
  }
  const previous = await record({ world, course, workbook }, day, result)
  const { results, judgement, leftOut } = result
  const machine = { node: process.version, cores: availableParallelism(), platform: process.platform }
  const text = options.json
    ? toJson({ day: day.day, question: bench.question, results, judgement, leftOut, machine })
    : renderBench({ day, bench, run: result, machine, previous }, lookOf(world))
  world.stdout.write(text)
  return EXIT.ok
}

function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (seconds >= 0.1 && seconds <= 60) return seconds
  throw new Problem(`--seconds ${text} is not a time that makes sense.`, 'Give a number from 0.1 to 60; 2 is usual.', {
    code: 'usage',
  })
}

const ENTRIES = ['app.ts', 'server.ts', 'index.ts']

function learnerFile(workbook: Workbook, day: Day, id: string): { file: string } | { missing: string } {
  const exercise = day.exercises.find((candidate) => candidate.id === id)
  if (!exercise) return { missing: `This day has no exercise "${id}".` }
  const path = exerciseFile(workbook, day, exercise)
  const files = exercise.file.endsWith('/') ? ENTRIES.map((name) => join(path, name)) : [path]
  const file = files.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile())
  return file
    ? { file }
    : { missing: `It is not in your workbook yet: \`${toType(`day ${day.day}`)}\` puts its starter there.` }
}

/** Keeps the result, and gives the one before it. */
async function record(
  { world, course, workbook }: { world: World; course: Course; workbook: Workbook },
  day: Day,
  { results, judgement }: BenchRun,
) {
  const tracker = await openTracker(workbook.root, { course, now: world.now })
  const { record: before, warnings } = await tracker.read()
  const { warning } = await tracker.add({ type: 'bench', day: day.day, results, judgement })
  for (const text of [...warnings, ...(warning ? [warning] : [])]) world.stderr.write(`${text}\n`)
  return before.events.findLast((event) => event.type === 'bench' && event.day === day.day) as
    | Extract<(typeof before.events)[number], { type: 'bench' }>
    | undefined
}

/** One line on a terminal, written over and over; nothing elsewhere. */
function progressLine(world: World) {
  const look = lookOf({ ...world, stdout: world.stderr })
  const shown = world.stderr.isTTY === true && !isPlain(world)
  const write = (line: string) => {
    if (shown) world.stderr.write(`\r\x1b[2K${line}`)
  }
  return {
    show: (progress: BenchProgress) => write(renderProgressLine(progress, look)),
    clear: () => write(''),
  }
}
