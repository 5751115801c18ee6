import { relative } from 'node:path'
import { findExercise } from '../../engine/course/find.ts'
import { type Course, refOf } from '../../engine/course/model.ts'
import { mistakesFolder } from '../../engine/mistakes/list.ts'
import { showMistakes } from '../../engine/mistakes/show.ts'
import { EXIT, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { loadHighlight } from '../../ui/markdown/markdown.ts'
import { renderMistakes } from '../../ui/mistakes/mistakes.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'

/** `course author mistakes <n>/<exercise>`: the wrong answers that the course knows. */
export async function run(course: Course, [query, ...rest]: string[], world: World): Promise<number> {
  if (query === undefined || rest.length > 0) {
    throw new Problem('Whose wrong answers?', `Name an exercise, as in: ${toType('author mistakes 7/compose')}`)
  }
  const { day, exercise } = findExercise(course, query)
  const shown = showMistakes(course, day, exercise)
  if (shown.length === 0) {
    const ref = refOf(day, exercise)
    const folder = relative(world.cwd, mistakesFolder(course, day, exercise))
    throw new Problem(
      `${ref} has no wrong answers that can be read in ${folder}.`,
      `Write one: ${toType(`author mistake ${ref} what-it-does`)}`,
    )
  }
  const look = lookOf(world)
  world.stdout.write(renderMistakes(shown, look, await loadHighlight(look)))
  return EXIT.ok
}
