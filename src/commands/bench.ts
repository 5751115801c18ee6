import { learnersFiles } from '../engine/bench/learners-file.ts'
import { machineHere } from '../engine/bench/machine.ts'
import { type MeasuredDay, measureDay } from '../engine/bench/measure-day.ts'
import type { BenchNews } from '../engine/bench/news.ts'
import { findDay } from '../engine/course/find.ts'
import { toJson } from '../json.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { renderBench, renderProgressLine } from '../ui/bench/bench.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { isPlain, type World } from '../world.ts'
import { recordBench } from './parts/bench-record.ts'
import { openLearner } from './parts/learner.ts'

interface Options {
  json?: boolean
  seconds?: string
}

/** `course bench <n>`: measures, says why, and keeps the result. */
export async function run([query = '']: string[], options: Options, world: World): Promise<number> {
  const seconds = parseSeconds(options.seconds)
  const learner = await openLearner(world)
  const { course, workbook } = learner
  const day = findDay(course, query)
  const learners = learnersFiles(workbook, day)
  const progress = progressLine(world)
  let measured: MeasuredDay
  try {
    const { env, packageRoot, signal } = world
    const order = { course, day, packageRoot, env, learners, ...(seconds !== undefined && { seconds }) }
    measured = await measureDay(order, { signal, onNews: progress.show })
  } catch (error) {
    if (!world.signal.aborted) throw error
    throw new Problem('Interrupted. Nothing was recorded.', `Measure again: ${toType(`bench ${day.day}`)}`, {
      exitCode: EXIT.interrupted,
      code: 'interrupted',
    })
  } finally {
    progress.clear()
  }
  const { about, run } = measured
  const previous = await recordBench(learner, day, run)
  const { results, judgement, leftOut } = run
  const machine = machineHere()
  const text = options.json
    ? toJson({ day: day.day, question: about.question, results, judgement, leftOut, machine })
    : renderBench({ day, about, run, machine, previous }, lookOf(world))
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

/** One line on a terminal, written over and over; nothing elsewhere. */
function progressLine(world: World) {
  const look = lookOf({ ...world, stdout: world.stderr })
  const shown = world.stderr.isTTY === true && !isPlain(world)
  const write = (line: string) => {
    if (shown) world.stderr.write(`\r\x1b[2K${line}`)
  }
  return {
    show: (news: BenchNews) => {
      if (news.type === 'progress') write(renderProgressLine(news, look))
    },
    clear: () => write(''),
  }
}
