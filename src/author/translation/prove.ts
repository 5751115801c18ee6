import { readSections } from '../../engine/course/lesson-text.ts'
import type { Course, Day } from '../../engine/course/model.ts'
import { ParseFailure } from '../../engine/course/parse.ts'
import { type ReadTranslation, readTranslation, translationFile } from '../../engine/course/translation.ts'
import { OPENING, type Section, splitSections } from '../../sections.ts'
import { toType } from '../../to-type.ts'
import { error, type Finding, warning } from '../finding.ts'
import { readProseShape } from '../prose.ts'
import { digestsOf } from './digests.ts'

/**
 * What of a day's translations is behind its lesson.md. Readers get an older text there, or lesson.md, so these are warnings;
 * a translation that cannot be read is an error.
 * @param day as `loadCourse` gives it
 */
export function proveTranslations(course: Pick<Course, 'root'>, day: Day): Finding[] {
  return (day.translations ?? []).flatMap(({ language }) => {
    try {
      return proveTranslation(course, day, language, readTranslation(course, day, language))
    } catch (failure) {
      if (!(failure instanceof ParseFailure)) throw failure
      const mend = 'Mend it: its front matter has title: and translates:, and all else stays in lesson.md.'
      return [error(translationFile(day, language), failure.message, mend)]
    }
  })
}

function proveTranslation(
  course: Pick<Course, 'root'>,
  day: Day,
  language: string,
  { translates, body }: ReadTranslation,
): Finding[] {
  const file = translationFile(day, language)
  const original = readSections(course, { room: day.room })
  const translated = new Map(splitSections(body).map((section) => [section.anchor, section]))
  return [
    ...proveNotes(file, digestsOf(course, day), translated, translates, `author translated ${day.day} ${language}`),
    ...proveAnchors(file, original, translated),
    ...original.flatMap((section) => proveCode(file, section, translated.get(section.anchor))),
  ]
}

/** Whether each section was made from the text that lesson.md has today. */
function proveNotes(
  file: string,
  digests: Map<string, string>,
  translated: Map<string, Section>,
  translates: Record<string, string>,
  command: string,
): Finding[] {
  // The opening has the title of the day in it, which every translation has.
  const there = [...digests].filter(([anchor]) => anchor === OPENING || translated.has(anchor))
  const stale = there.filter(([anchor, digest]) => translates[anchor] !== undefined && translates[anchor] !== digest)
  const unnoted = there.filter(([anchor]) => translates[anchor] === undefined)
  const note = `note it: ${toType(command)}`
  const changed = `Changed in lesson.md since they were translated: ${listOf(stale.map(([anchor]) => anchor))}.`
  const unknown = `Not noted from which text they were translated: ${listOf(unnoted.map(([anchor]) => anchor))}.`
  return [
    ...(stale.length > 0 ? [warning(file, changed, `Translate them anew, then ${note}`)] : []),
    ...(unnoted.length > 0 ? [warning(file, unknown, `Compare them with lesson.md, then ${note}`)] : []),
  ]
}

function proveAnchors(file: string, original: Section[], translated: Map<string, Section>): Finding[] {
  const known = original.map(({ anchor }) => anchor)
  const missing = known.filter((anchor) => !translated.has(anchor))
  const strange = [...translated.keys()].filter((anchor) => !known.includes(anchor))
  const asWritten = `Not translated: ${listOf(missing)}. They are shown as lesson.md has them.`
  const unseen = `Not in lesson.md, and shown to nobody: ${listOf(strange)}.`
  return [
    ...(missing.length > 0 ? [warning(file, asWritten, 'Translate them when there is time.')] : []),
    ...(strange.length > 0 ? [warning(file, unseen, `Use the anchors of lesson.md: ${listOf(known)}.`)] : []),
  ]
}

/** Programs stay as they are but for their comments, so there are as many. */
function proveCode(file: string, original: Section, translated: Section | undefined): Finding[] {
  const count = ({ markdown }: Section) => readProseShape(markdown).fences.length
  if (!translated || count(original) === count(translated)) return []
  const message = `Code blocks in #${original.anchor}: ${count(translated)}, and in lesson.md ${count(original)}.`
  return [warning(file, message, 'Keep every block. Only the comments in it are translated.')]
}

function listOf(anchors: string[]): string {
  return anchors.map((anchor) => `#${anchor}`).join(', ')
}
