import { setMaxListeners } from 'node:events'
import { type FoundExercise, findDayOrExercise } from '../engine/course/find.ts'
import type { Course } from '../engine/course/model.ts'
import { openCourse } from '../engine/course/open.ts'
import type { Fencing } from '../engine/grading/fence.ts'
import { gatherSubmissions } from '../engine/grading/gather.ts'
import { gradeAll } from '../engine/grading/grade.ts'
import type { Graded } from '../engine/grading/graded.ts'
import { noJournal, openJournal } from '../engine/grading/journal.ts'
import { type Judging, judgingHere } from '../engine/grading/judging.ts'
import { layoutOf } from '../engine/judge/layout.ts'
import { toJson } from '../json.ts'
import { EXIT, Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'
import { gradesCsv } from '../ui/grading/csv.ts'
import { gradesJson } from '../ui/grading/json.ts'
import { gradesJunit } from '../ui/grading/junit.ts'
import { problemOf } from '../ui/grading/summary.ts'
import { renderGrades } from '../ui/grading/table.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { fencingFor, type GradeOptions, limitsOf, refuse, usage, workersOf } from './grade/options.ts'
import { showProgress } from './grade/progress.ts'

/** `course grade`: judges what learners handed in; exit 0 when all was judged, 1 when some could not be. */
export async function run(paths: string[], options: GradeOptions, world: World): Promise<number> {
  if (paths.length === 1 && paths[0] === 'worker') return (await import('./grade/worker.ts')).run(options, world)
  if ([options.json, options.csv, options.junit].filter(Boolean).length > 1) {
    throw usage('Only one of --json, --csv and --junit can be printed.', 'With --resume the next call only prints.')
  }
  // Everything that is judged at once listens to it.
  setMaxListeners(0, world.signal)
  const course = await openCourse(world)
  const exercises = askedFor(course, options.only)
  const submissions = gatherSubmissions(paths, world.cwd)
  const { judging, fencing } = await judgingFor(course, options, world)
  const progress = showProgress(world)
  const { signal, packageRoot } = world
  try {
    const { resume } = options
    const journal = resume === undefined ? noJournal() : openJournal(resume, { course, packageRoot }, fencing)
    const request = { course, submissions, exercises, judging, journal, signal, onProgress: progress.show }
    const results = await gradeAll(request)
      .catch((error: unknown) => {
        throw signal.aborted ? interrupted(resume) : error
      })
      .finally(progress.clear)
    world.stdout.write(print(results, exercises.length, course, fencing, options, world))
    return results.some((graded) => problemOf(graded) !== undefined) ? EXIT.notYet : EXIT.ok
  } finally {
    await judging.close()
  }
}

function interrupted(resume: string | undefined): Problem {
  const [kept, hint] =
    resume === undefined
      ? ['Nothing was kept', 'With --resume <file> grades are kept, and the next call goes on.']
      : [`What was judged is in ${shellWord(resume)}`, 'The same call goes on from there.']
  return new Problem(`Interrupted before all was judged. ${kept}.`, hint, {
    exitCode: EXIT.interrupted,
    code: 'interrupted',
  })
}

const OF_WORKERS = ['workers', 'processes', 'memory', 'disk', 'minutes', 'unfenced'] as const

async function judgingFor(
  course: Course,
  options: GradeOptions,
  world: World,
): Promise<{ judging: Judging; fencing: Fencing }> {
  const { packageRoot, env, signal } = world
  if (options.queue !== undefined) {
    refuse(options, OF_WORKERS, 'with --queue: say it to the workers')
    const { judgingByQueue } = await import('../engine/grading/queue-judging.ts')
    const onWarning = (text: string) => world.stderr.write(`${text}\n`)
    const request = { course, packageRoot, url: options.queue, signal, onNobody: sayNobody(world), onWarning }
    return { judging: await judgingByQueue(request), fencing: { by: 'workers' } }
  }
  const fencing = fencingFor(options)
  layoutOf(packageRoot)
  const request = { packageRoot, env, signal, course, fencing, limits: limitsOf(options) }
  return { judging: judgingHere({ ...request, workers: workersOf(options) }), fencing }
}

/** Once: an instructor who has just begun may start one now. */
function sayNobody({ stderr }: World): () => void {
  let isSaid = false
  return () => {
    if (!isSaid) stderr.write(`Nobody takes the work yet. Start a worker: ${toType('grade worker --queue …')}\n`)
    isSaid = true
  }
}

function print(
  results: Graded[],
  exercises: number,
  course: Course,
  fencing: Fencing,
  { json, csv, junit }: GradeOptions,
  world: World,
): string {
  if (json) return toJson(gradesJson(results, fencing))
  if (csv) return gradesCsv(results)
  if (junit) return gradesJunit(results, course.title)
  return renderGrades(results, exercises, fencing, lookOf(world))
}

/** @throws Problem when nothing of that is in the course */
function askedFor(course: Course, only: string[] = []): FoundExercise[] {
  const all = course.days.flatMap((day) => day.exercises.map((exercise) => ({ day, exercise })))
  const found = only.flatMap((query) => {
    const { day, exercise } = findDayOrExercise(course, query)
    return exercise ? [{ day, exercise }] : day.exercises.map((each) => ({ day, exercise: each }))
  })
  const asked = only.length === 0 ? all : all.filter(({ exercise }) => found.some((each) => each.exercise === exercise))
  if (asked.length > 0) return asked
  throw new Problem('There is no exercise to judge.', `\`${toType('list')}\` shows the exercises there are.`)
}
