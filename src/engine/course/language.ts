import { Problem } from '../../problem.ts'
import type { World } from '../../world.ts'
import type { Course, Day, Translation } from './model.ts'

/** A BCP 47 tag in lower case, `de` or `pt-br`. No language has more letters than three, so `lesson.draft.md` is in none. */
const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/

export function isLanguage(text: string): boolean {
  return TAG.test(text)
}

/**
 * The language that lessons are asked for in: `--lang`, else COURSE_LANG, in lower case; undefined: as they are written.
 * @throws Problem when it is no tag
 */
export function languageOf({ flags, env }: Pick<World, 'flags' | 'env'>): string | undefined {
  const asked = flags.lang ?? (env['COURSE_LANG'] || undefined)
  if (asked === undefined) return undefined
  const tag = asked.toLowerCase()
  if (isLanguage(tag)) return tag
  const said = flags.lang === undefined ? `COURSE_LANG=${asked}` : `--lang ${asked}`
  throw new Problem(`${said} names no language.`, 'Give its tag, such as de, pt-br or zh-hant.', { code: 'usage' })
}

/** The course with its lessons in this language, as far as it has them; their titles are in place already. */
export function inLanguage(course: Course, language: string | undefined): Course {
  if (language === undefined) return course
  const wanted = withFallbacks(language)
  const days = course.days.map((day) => dayIn(day, wanted))
  return days.some(({ languages }) => languages !== undefined) ? { ...course, language, days } : course
}

/** Every language that some lesson of the course can be read in, in alphabetical order. */
export function languagesOf({ days }: Pick<Course, 'days'>): string[] {
  return [...new Set(days.flatMap((day) => readable(day).map(({ language }) => language)))].sort()
}

/** `pt-br`, then `pt`. */
function withFallbacks(tag: string): string[] {
  const parts = tag.split('-')
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'))
}

function dayIn(day: Day, wanted: string[]): Day {
  const all = readable(day)
  const found = wanted.flatMap((tag) => all.filter(({ language }) => language === tag))
  const [nearest] = found
  if (!nearest) return day
  return { ...day, title: nearest.title, languages: found.map(({ language }) => language) }
}

function readable({ translations = [] }: Day): Required<Translation>[] {
  return translations.flatMap(({ language, title }) => (title === undefined ? [] : [{ language, title }]))
}
