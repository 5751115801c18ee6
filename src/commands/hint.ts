import { findExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { EXIT } from '../problem.ts'
import { toType } from '../to-type.ts'
import { renderHints } from '../ui/course/hint.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { hintsGiven } from './parts/hints.ts'
import { openLearner } from './parts/learner.ts'

/** `course hint <exercise>`: the next hint, and the last one again when there is no further. */
export async function run([query = '']: string[], options: { all?: boolean }, world: World): Promise<number> {
  const { course, progress, add } = await openLearner(world)
  const { day, exercise } = findExercise(course, query)
  const ref = refOf(day, exercise)
  const given = hintsGiven(progress, { day, exercise })
  const of = exercise.hints.length
  if (of === 0) {
    world.stdout.write(
      `${ref} has no hints: the brief is its README.md, and \`${toType(`check ${ref}`)}\` says what to mend first.\n`,
    )
    return EXIT.ok
  }
  const again = given >= of || (options.all === true && given > 0)
  const step = again ? Math.min(given, of) : given + 1
  const steps = options.all ? Array.from({ length: step }, (_, i) => i + 1) : [step]
  const hints = steps.map((number) => ({ step: number, text: exercise.hints[number - 1] ?? '' }))
  world.stdout.write(renderHints({ ref, title: exercise.title, of, hints, again }, lookOf(world)))
  if (!again) await add({ type: 'hint', exercise: ref, step })
  return EXIT.ok
}
