import { withoutForeign } from '../../processes/environment.ts'
import type { Course, Day } from '../course/model.ts'
import { withServices } from '../with-services.ts'
import { aboutBench, type BenchAbout } from './about.ts'
import type { LearnersFiles } from './learners-file.ts'
import type { BenchNews } from './news.ts'
import { benchFile, filesOf, readBench } from './read-bench.ts'
import { type BenchRun, runBench } from './run.ts'

export interface DayToMeasure {
  course: Course
  day: Day
  packageRoot: string
  env: Record<string, string | undefined>
  learners: LearnersFiles
  /** Of load, in place of what the benchmark says. */
  seconds?: number
}

export interface MeasuredDay {
  about: BenchAbout
  run: BenchRun
}

/**
 * Runs the benchmark of a day, with the services that it reads the address of.
 * @throws Problem when the day has none, or a part of it that is not the learner's cannot run
 * @throws AbortError when the signal is aborted; nothing is left running
 */
export async function measureDay(
  { course, day, packageRoot, env, learners, seconds }: DayToMeasure,
  { signal, onNews }: { signal: AbortSignal; onNews: (news: BenchNews) => void },
): Promise<MeasuredDay> {
  const bench = await readBench(course, day, packageRoot)
  const run = await withServices(filesOf(course, day, bench), { packageRoot, env }, (addresses) =>
    runBench({
      bench,
      benchFile: benchFile(course, day),
      packageRoot,
      env: { ...withoutForeign(env), ...addresses },
      signal,
      learners,
      onNews,
      ...(seconds !== undefined && { seconds }),
    }),
  )
  return { about: aboutBench(bench, seconds), run }
}
