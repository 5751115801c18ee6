import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Section, splitSections } from '../../sections.ts'
import type { Course, Day } from './model.ts'
import { splitFrontMatter } from './parse.ts'
import { readTranslation } from './translation.ts'

/**
 * The text of a day by its sections, in the language that the course was opened in. lesson.md says which sections there are, in
 * which order, and what their anchors are; each is taken from the first translation that has it, else from lesson.md itself.
 */
export function readSections(course: Pick<Course, 'root'>, day: Pick<Day, 'room' | 'languages'>): Section[] {
  const text = readFileSync(join(course.root, 'lessons', day.room, 'lesson.md'), 'utf8')
  const translations = (day.languages ?? []).map((language) => sectionsIn(course, day, language))
  return splitSections(splitFrontMatter(text).body).map(
    (section) => translations.flatMap((sections) => sections.get(section.anchor) ?? [])[0] ?? section,
  )
}

function sectionsIn(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>, language: string): Map<string, Section> {
  const sections = splitSections(readTranslation(course, day, language).body)
  return new Map(
    sections.map(({ anchor, title, markdown }) => [
      anchor,
      // The last one of a file may be followed by another here.
      { anchor, title, markdown: markdown.endsWith('\n') ? markdown : `${markdown}\n`, language },
    ]),
  )
}
