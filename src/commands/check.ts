import { type FoundExercise, findDayOrExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { openJudge } from '../engine/judge/judge.ts'
import { isPassed } from '../engine/judge/score.ts'
import { EXIT, Problem } from '../problem.ts'
import { lookOf } from '../ui/look.ts'
import { commandOf } from '../ui/progress-summary.ts'
import { renderVerdict } from '../ui/verdict.ts'
import { verdictJson } from '../ui/verdict-json.ts'
import { isInteractive, type World } from '../world.ts'
import { attempt } from './parts/attempt.ts'
import { type Learner, openLearner } from './parts/learner.ts'
import { nextExercise } from './parts/next-exercise.ts'

interface Options {
  json?: boolean
  all?: boolean
}

/** `course check`: judges one exercise, a day's, or the next; exit 0 when all pass. */
export async function run([query]: string[], { json = false, all = false }: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const { wanted, one } = exercisesFor(learner, query)
  const judge = openJudge({ packageRoot: world.packageRoot, env: world.env })
  const results = []
  let allPassed = true
  try {
    for (const found of wanted) {
      const ref = refOf(found.day, found.exercise)
      const clear = announce(world, `judging ${ref} …`)
      const { verdict, mistake, recorded } = await attempt(learner, judge, found, world.signal).finally(clear)
      await recorded
      results.push(verdictJson(ref, verdict, mistake))
      allPassed &&= isPassed(verdict)
      if (json) continue
      const next = isPassed(verdict) ? await nextCommand(world) : undefined
      const view = {
        ref,
        exercise: found.exercise,
        verdict,
        explain: all ? Number.POSITIVE_INFINITY : 2,
        ...(mistake && { mistake }),
        ...(next && { next }),
      }
      world.stdout.write(`${results.length > 1 ? '\n' : ''}${renderVerdict(view, lookOf(world))}`)
    }
  } finally {
    await judge.closeServices()
  }
  if (json) world.stdout.write(`${JSON.stringify(one ? results[0] : results, null, 2)}\n`)
  return allPassed ? EXIT.ok : EXIT.notYet
}

/** @throws Problem when there is nothing to judge */
function exercisesFor({ course, progress }: Learner, query?: string): { wanted: FoundExercise[]; one: boolean } {
  if (query === undefined) {
    const next = nextExercise(course, progress)
    if (next) return { wanted: [next], one: true }
    throw new Problem('Every exercise there is has passed.', 'Judge one again by its name, for example: course check 1')
  }
  const { day, exercise } = findDayOrExercise(course, query)
  if (exercise) return { wanted: [{ day, exercise }], one: true }
  if (day.exercises.length > 0) return { wanted: day.exercises.map((each) => ({ day, exercise: each })), one: false }
  const why = day.status === 'coming' ? 'is not written yet' : 'has no exercises'
  throw new Problem(`Day ${day.day}, ${day.title}, ${why}.`, '`course list` shows the exercises there are.')
}

async function nextCommand(world: World): Promise<string | undefined> {
  const { next } = (await openLearner(world)).progress
  return next && commandOf(next)
}

/** Shows on a terminal that work goes on; gives what takes it away again. */
function announce(world: World, text: string): () => void {
  if (!isInteractive(world)) return () => undefined
  world.stderr.write(text)
  return () => {
    world.stderr.write('\r\u001b[2K')
  }
}
