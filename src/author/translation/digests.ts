import { checksum } from '../../checksum.ts'
import { readSections } from '../../engine/course/lesson-text.ts'
import type { Course, Day } from '../../engine/course/model.ts'
import { OPENING } from '../../sections.ts'

/**
 * What the text of each section of a lesson.md is known by, by anchors in their order. The day's title counts as a part of the
 * opening. Where lines are broken does not count.
 * @param day as `loadCourse` gives it
 */
export function digestsOf(course: Pick<Course, 'root'>, day: Pick<Day, 'room' | 'title'>): Map<string, string> {
  const texts = new Map<string, string>([[OPENING, '']])
  for (const { anchor, markdown } of readSections(course, { room: day.room })) texts.set(anchor, markdown)
  texts.set(OPENING, `${day.title}\n${texts.get(OPENING)}`)
  return new Map([...texts].map(([anchor, text]) => [anchor, digestOf(text)]))
}

const LENGTH = 8

function digestOf(text: string): string {
  return checksum(text.replace(/\s+/g, ' ').trim()).slice(0, LENGTH)
}
