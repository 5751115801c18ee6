import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLanguage } from './language.ts'
import type { Course, Day, Translation } from './model.ts'
import { ParseFailure, parseYamlAs, splitFrontMatter } from './parse.ts'
import { translationSchema } from './schema.ts'

export interface ReadTranslation {
  /** Of the day. */
  title: string
  /** By anchors: digests of the text that its sections were made from. */
  translates: Record<string, string>
  /** The front matter as it is written. */
  yaml: string
  body: string
}

/** The translations that lie beside a lesson, in alphabetical order. */
export function translationsOf(root: string, room: string): Translation[] {
  const names = readdirSync(join(root, 'lessons', room)).sort()
  return names.flatMap((name) => {
    const language = /^lesson\.([^.]+)\.md$/.exec(name)?.[1]
    return language !== undefined && isLanguage(language) ? [{ language, ...titleOf(root, room, language) }] : []
  })
}

/** Relative to the course. */
export function translationFile({ room }: Pick<Day, 'room'>, language: string): string {
  return `lessons/${room}/lesson.${language}.md`
}

/** @throws ParseFailure when its front matter is none, or does not fit; whatever the file system says when it is not there */
export function readTranslation(
  { root }: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  language: string,
): ReadTranslation {
  const { yaml, body } = splitFrontMatter(readFileSync(join(root, translationFile(day, language)), 'utf8'))
  return { ...parseYamlAs(translationSchema, yaml, 2), yaml, body }
}

/** What is wrong with a translation keeps nobody from the lesson: `author check` says it. */
function titleOf(root: string, room: string, language: string): { title?: string } {
  try {
    return { title: readTranslation({ root }, { room }, language).title }
  } catch (error) {
    if (error instanceof ParseFailure) return {}
    throw error
  }
}
