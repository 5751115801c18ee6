import { type FoundExercise, findDayOrExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { openJudge } from '../engine/judge/judge.ts'
import { isPassed } from '../engine/judge/score.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import { toJson } from '../json.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { commandOf } from '../ui/progress/summary.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { verdictJson } from '../ui/verdict/json.ts'
import { renderVerdict } from '../ui/verdict/verdict.ts'
import { isInteractive, type World } from '../world.ts'
import { attempt } from './parts/attempt.ts'
import { type Learner, openLearner } from './parts/learner.ts'
import { nextExercise } from './parts/next-exercise.ts'

interface Options {
  json?: boolean
  all?: boolean
}

/** `course check`: judges one exercise, a day's, or the next; exit 0 when all pass, 2 when nobody could tell. */
export async function run([query]: string[], { json = false, all = false }: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const { wanted, one } = exercisesFor(learner, query)
  const judge = openJudge(world)
  const results = []
  let code: number = EXIT.ok
  try {
    for (const found of wanted) {
      const ref = refOf(found.day, found.exercise)
      const clear = announce(world, `judging ${ref} …`)
      const { verdict, mistake, recorded } = await attempt(learner, judge, found, world.signal)
        .catch((error: unknown) => {
          throw world.signal.aborted ? interrupted(ref, results.length) : error
        })
        .finally(clear)
      await recorded
      results.push(verdictJson(ref, verdict, mistake))
      code = worse(code, verdict)
      if (json) continue
      const next = isPassed(verdict) ? await nextCommand(world, found) : undefined
      const view = {
        ref,
        exercise: found.exercise,
        verdict,
        ...(all && { explain: Number.POSITIVE_INFINITY, printedRows: Number.POSITIVE_INFINITY }),
        ...(mistake && { mistake }),
        ...(next && { next }),
      }
      world.stdout.write(`${results.length > 1 ? '\n' : ''}${renderVerdict(view, lookOf(world))}`)
    }
  } finally {
    await judge.closeServices()
  }
  if (json) world.stdout.write(toJson({ ...(one ? results[0] : { results }) }))
  return code
}

/** What was judged before stays recorded. */
function interrupted(ref: string, judged: number): Problem {
  const recorded = judged === 0 ? 'Nothing was recorded.' : `Nothing was recorded of ${ref}.`
  return new Problem(
    `Interrupted before there was a verdict. ${recorded}`,
    `Judge it again: ${toType(`check ${ref}`)}`,
    {
      exitCode: EXIT.interrupted,
      code: 'interrupted',
    },
  )
}

/** What is known to be wrong says more than what is not known. */
function worse(code: number, verdict: Verdict): number {
  if (isPassed(verdict)) return code
  if (verdict.status !== 'inconclusive') return EXIT.notYet
  return code === EXIT.notYet ? code : EXIT.couldNotRun
}

/** @throws Problem when there is nothing to judge */
function exercisesFor({ course, progress }: Learner, query?: string): { wanted: FoundExercise[]; one: boolean } {
  if (query === undefined) {
    const next = nextExercise(course, progress)
    if (next) return { wanted: [next], one: true }
    throw new Problem(
      'Every exercise there is has passed.',
      `Judge one again by its name, for example: ${toType('check 1')}`,
    )
  }
  const { day, exercise } = findDayOrExercise(course, query)
  if (exercise) return { wanted: [{ day, exercise }], one: true }
  if (day.exercises.length > 0) return { wanted: day.exercises.map((each) => ({ day, exercise: each })), one: false }
  const why = day.status === 'coming' ? 'is not written yet' : 'has no exercises'
  throw new Problem(`Day ${day.day}, ${day.title}, ${why}.`, `\`${toType('list')}\` shows the exercises there are.`)
}

/** The gate that completes the course leads to the certificate, whatever was left out before it. */
async function nextCommand(world: World, { day }: FoundExercise): Promise<string | undefined> {
  const { next, whole } = (await openLearner(world)).progress
  if (whole && (next === undefined || (day.gate !== undefined && next.day <= day.day))) return toType('certificate')
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
