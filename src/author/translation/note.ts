import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { Course, Day } from '../../engine/course/model.ts'
import { ParseFailure } from '../../engine/course/parse.ts'
import { type ReadTranslation, readTranslation, translationFile } from '../../engine/course/translation.ts'
import { Problem } from '../../problem.ts'
import { OPENING, splitSections } from '../../sections.ts'
import { digestsOf } from './digests.ts'

/**
 * Notes in a translation that it says what lesson.md says today. Sections that neither are named nor were noted before stay
 * without a note, where some are named.
 * @param day as `loadCourse` gives it
 * @param named anchors of the sections that were brought up to date; all of them when there are none
 * @returns the file, relative to the course
 * @throws Problem when there is no such translation, it cannot be read, or it has no such section
 */
export function noteTranslated(course: Pick<Course, 'root'>, day: Day, language: string, named: string[]): string {
  const file = translationFile(day, language)
  const { yaml, body, translates } = readIt(course, day, language)
  const digests = digestsOf(course, day)
  const sections = new Set([OPENING, ...splitSections(body).map(({ anchor }) => anchor)])
  const there = [...digests].filter(([anchor]) => sections.has(anchor))
  const unknown = named.find((anchor) => !there.some(([each]) => each === anchor))
  if (unknown !== undefined) {
    const names = there.map(([anchor]) => anchor).join(', ')
    throw new Problem(`${file} has no section "${unknown}" that lesson.md has, too.`, `Name some of: ${names}`)
  }
  const notes = there.flatMap(([anchor, digest]) => {
    const note = named.length === 0 || named.includes(anchor) ? digest : translates[anchor]
    return note === undefined ? [] : [[anchor, note] as const]
  })
  const head = parseDocument(yaml)
  head.set('translates', head.createNode(Object.fromEntries(notes)))
  writeFileSync(join(course.root, file), `---\n${head.toString({ lineWidth: 0 })}---\n${body}`)
  return file
}

function readIt(course: Pick<Course, 'root'>, day: Day, language: string): ReadTranslation {
  const file = translationFile(day, language)
  if (!day.translations?.some((each) => each.language === language)) {
    throw new Problem(
      `There is no ${file}.`,
      'Write it: front matter with the title: alone, then the sections of lesson.md with the anchors that they have there.',
    )
  }
  try {
    return readTranslation(course, day, language)
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error
    throw new Problem(`${file} cannot be read: ${error.message}`, 'Mend that, then try again.')
  }
}
