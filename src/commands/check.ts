import { deriveProgress } from '../../tracker/progress.ts'
import { type FoundExercise, findDayOrExercise } from '../engine/course/find.ts'
import { type Day, refOf } from '../engine/course/model.ts'
import { openJudge } from '../engine/judge/judge.ts'
import { EXIT, Problem } from '../problem.ts'
import { lookOf } from '../ui/look.ts'
import { commandOf } from '../ui/progress-summary.ts'
import { renderVerdict } from '../ui/verdict.ts'
import { verdictJson } from '../ui/verdict-json.ts'
import { isInteractive, type World } from '../world.ts'
import { attempt, openSession, type Session } from './parts/attempt.ts'

interface Options {
  json?: boolean
}

/** `course check`: judges one exercise, a day's, or the next; exit 0 when all pass. */
export async function run([query]: string[], { json = false }: Options, world: World): Promise<number> {
  const session = await openSession(world)
  const wanted = await exercisesFor(session, query)
  const judge = openJudge({ packageRoot: world.packageRoot, env: world.env })
  const look = lookOf(world)
  const results = []
  for (const { day, exercise } of wanted) {
    const clear = announce(world, `judging ${refOf(day, exercise)} …`)
    const { verdict, mistake, warning } = await attempt(session, judge, day, exercise).finally(clear)
    if (warning) world.stderr.write(`${warning}\n`)
    results.push(verdictJson(refOf(day, exercise), verdict, mistake))
    if (json) continue
    const next = verdict.status === 'passed' ? await nextCommand(session) : undefined
    const shared = { ref: refOf(day, exercise), exercise, verdict, ...(mistake && { mistake }) }
    world.stdout.write(`${results.length > 1 ? '\n' : ''}${renderVerdict({ ...shared, ...(next && { next }) }, look)}`)
  }
  if (json) world.stdout.write(`${JSON.stringify(isOne(query, wanted) ? results[0] : results, null, 2)}\n`)
  return results.every((result) => result.status === 'passed') ? EXIT.ok : EXIT.notYet
}

async function exercisesFor(session: Session, query: string | undefined): Promise<FoundExercise[]> {
  if (query === undefined) return [await nextExercise(session)]
  const { day, exercise } = findDayOrExercise(session.course, query)
  if (exercise) return [{ day, exercise }]
  if (day.status === 'coming') {
    throw new Problem(
      `Day ${day.day}, ${day.title}, is not written yet.`,
      '`course list` shows the exercises there are.',
    )
  }
  if (day.exercises.length === 0)
    throw new Problem(`Day ${day.day} has no exercises.`, `Read it: course day ${day.day}`)
  return day.exercises.map((each) => ({ day, exercise: each }))
}

/** @throws Problem when there is nothing left to judge */
export async function nextExercise({ course, tracker, world }: Session): Promise<FoundExercise> {
  const { record } = await tracker.read()
  const { days } = deriveProgress(course, record, world.now())
  for (const shown of days) {
    if (shown.status === 'locked' || shown.status === 'coming') continue
    const open = shown.exercises.find((exercise) => exercise.status !== 'passed')
    const day = course.days.find((each) => each.day === shown.day)
    const exercise = day?.exercises.find((each) => open && refOf(day, each) === open.id)
    if (day && exercise) return { day, exercise }
  }
  throw new Problem('Every exercise there is has passed.', 'Judge one again by name, for example: course check 1', {
    exitCode: EXIT.ok,
  })
}

async function nextCommand({ course, tracker, world }: Session): Promise<string | undefined> {
  const { record } = await tracker.read()
  const { next } = deriveProgress(course, record, world.now())
  return next && commandOf(next)
}

function isOne(query: string | undefined, wanted: { day: Day }[]): boolean {
  return wanted.length === 1 && (query === undefined || !/^\d+$/.test(query))
}

/** Shows on a terminal that work goes on; gives what takes it away again. */
function announce(world: World, text: string): () => void {
  if (!isInteractive(world)) return () => undefined
  world.stderr.write(text)
  return () => {
    world.stderr.write('\r\u001b[2K')
  }
}
