import { noteTranslated } from '../../author/translation/note.ts'
import { findDay } from '../../engine/course/find.ts'
import type { Course } from '../../engine/course/model.ts'
import { EXIT, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import type { World } from '../../world.ts'

/** `course author translated <n> <language> [<anchor>…]`: notes that a translation, or these sections of it, are up to date. */
export function run(course: Course, [query, language, ...anchors]: string[], world: World): number {
  if (query === undefined || language === undefined) {
    throw new Problem('Which day is translated into which language?', `Say both: ${toType('author translated 12 de')}`)
  }
  const named = anchors.map((anchor) => anchor.replace(/^#/, ''))
  const file = noteTranslated(course, findDay(course, query), language.toLowerCase(), named)
  const which = named.length === 0 ? '' : `: ${named.map((anchor) => `#${anchor}`).join(', ')}`
  world.stdout.write(`${file} is noted to be up to date with lesson.md${which}.\n`)
  return EXIT.ok
}
