import { languageOf, languagesOf } from '../../engine/course/language.ts'
import type { Course } from '../../engine/course/model.ts'
import { openCourse } from '../../engine/course/open.ts'
import { isProblem } from '../../problem.ts'
import type { World } from '../../world.ts'

/**
 * Says on stderr when no lesson is in the language of `--lang`, and which languages there are.
 * @throws Problem when it is no language
 */
export async function noteLanguage(world: World): Promise<void> {
  const language = languageOf(world)
  const course = await courseIfThere(world)
  if (!course || course.language !== undefined) return
  const there = languagesOf(course)
  const says =
    there.length > 0
      ? `This course is not translated into "${language}": lessons are shown as they were written. It is translated into: ${there.join(', ')}.`
      : 'This course has no translations: lessons are shown as they were written.'
  world.stderr.write(`${says}\n`)
}

/** What is wrong with the course, the command says itself. */
async function courseIfThere(world: World): Promise<Course | undefined> {
  try {
    return await openCourse(world)
  } catch (error) {
    if (isProblem(error)) return undefined
    throw error
  }
}
