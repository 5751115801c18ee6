import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inLanguage, languageOf, languagesOf } from '../../src/engine/course/language.ts'
import { readSections } from '../../src/engine/course/lesson-text.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import type { Course } from '../../src/engine/course/model.ts'
import { openCourse } from '../../src/engine/course/open.ts'
import { copyFixture, HTTP_COURSE, makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { fakeWorld } from '../workbook/fake-world.ts'

const ROOM = 'lessons/01-adding'

/** The tiny course with its first day in Portuguese, a section of it in that of Brazil, and a German that cannot be read. */
function manyLanguages(): Course {
  return loadCourse(
    makeCourse(temporaryFolder('languages'), {
      [`${ROOM}/lesson.pt.md`]:
        '---\ntitle: Somar\n---\n## Uma lista {#a-list}\n\nDe zero.\n\n## O sinal {#what-plus-does}\n\nSoma.',
      [`${ROOM}/lesson.pt-br.md`]: '---\ntitle: Somando\n---\n## O mais {#what-plus-does}\n\nMais.\n',
      [`${ROOM}/lesson.de.md`]: '---\ntitle: Addieren\nday: 1\n---\nZwei Zahlen.\n',
      [`${ROOM}/lesson.draft.md`]: 'Not yet.\n',
    }),
  )
}

/** Title of the first day, and of its sections, each with where it comes from. */
function read(language: string | undefined) {
  const course = inLanguage(manyLanguages(), language)
  const [day] = course.days
  const sections = day ? readSections(course, day) : []
  return { title: day?.title, sections: sections.map(({ anchor, title, language }) => [anchor, title, language]) }
}

describe('the language that is asked for', () => {
  it.each<[string | undefined, string | undefined, string | undefined]>([
    [undefined, undefined, undefined],
    [undefined, '', undefined],
    [undefined, 'de', 'de'],
    ['pt-BR', 'de', 'pt-br'],
    ['zh-hant-tw', undefined, 'zh-hant-tw'],
  ])('is, with --lang %s and COURSE_LANG=%s, %s', (lang, variable, expected) => {
    const flags = { color: false, ...(lang !== undefined && { lang }) }
    expect(languageOf({ flags, env: { COURSE_LANG: variable } })).toBe(expected)
  })

  it.each(['german', 'd', 'de_DE', 'de_DE.UTF-8', '../de', 'de-'])('is not %j', (tag) => {
    expect(() => languageOf({ flags: { color: false, lang: tag }, env: {} })).toThrow(
      `--lang ${tag} names no language.`,
    )
    const said = { message: `COURSE_LANG=${tag} names no language.`, code: 'usage' }
    expect(() => languageOf({ flags: { color: false }, env: { COURSE_LANG: tag } })).toThrow(
      expect.objectContaining(said),
    )
  })
})

describe('a lesson', () => {
  const asWritten = [
    ['opening', 'Opening', undefined],
    ['what-plus-does', 'What plus does', undefined],
    ['a-list', 'A list of numbers', undefined],
    ['exercises', 'Exercises', undefined],
  ]

  it.each([undefined, 'fr', 'pq-br'])('is as it was written in %s, which nobody translated it into', (language) => {
    expect(read(language)).toEqual({ title: 'Adding', sections: asWritten })
  })

  it('has each section from the nearest language that has it, in the order of lesson.md, under its anchor', () => {
    expect(read('pt')).toEqual({
      title: 'Somar',
      sections: [asWritten[0], ['what-plus-does', 'O sinal', 'pt'], ['a-list', 'Uma lista', 'pt'], asWritten[3]],
    })
    expect(read('pt-br')).toEqual({
      title: 'Somando',
      sections: [asWritten[0], ['what-plus-does', 'O mais', 'pt-br'], ['a-list', 'Uma lista', 'pt'], asWritten[3]],
    })
  })

  it('ends each section with its line, so that the next heading begins one', () => {
    const course = inLanguage(manyLanguages(), 'pt')
    const [day] = course.days
    const text = day ? readSections(course, day).map(({ markdown }) => markdown) : []
    expect(text[1]).toBe('## O sinal {#what-plus-does}\n\nSoma.\n')
  })

  it('is in no translation that cannot be read, and the day is there all the same', () => {
    expect(read('de')).toEqual({ title: 'Adding', sections: asWritten })
    expect(languagesOf(manyLanguages())).toEqual(['pt', 'pt-br'])
    expect(manyLanguages().broken).toEqual([])
  })

  it('has everything but its title and its text from lesson.md', () => {
    const course = loadCourse(HTTP_COURSE)
    const [was] = course.days
    const [is] = inLanguage(course, 'de').days
    expect(is).toEqual({ ...was, title: 'Nachrichten', languages: ['de'] })
  })
})

it('is read from the index as long as the translation stays as it is', async () => {
  const root = copyFixture('http-course')
  const env = { COURSE_CACHE: temporaryFolder('cache') }
  const now = () => new Date(Date.now() + 7_200_000)
  const titles = async (lang?: string) => {
    const flags = { course: root, color: false, ...(lang !== undefined && { lang }) }
    return (await openCourse(fakeWorld({ env, now, flags }))).days.map(({ title }) => title)
  }
  expect([await titles(), await titles('de'), await titles('de-at')]).toEqual([
    ['Messages'],
    ['Nachrichten'],
    ['Nachrichten'],
  ])
  const file = join(root, 'lessons/01-messages/lesson.de.md')
  writeFileSync(file, readFileSync(file, 'utf8').replace('Nachrichten', 'Botschaften'))
  expect([await titles('de'), await titles()]).toEqual([['Botschaften'], ['Messages']])
  writeFileSync(file, readFileSync(file, 'utf8').replace('title:', 'titel:'))
  expect(await titles('de')).toEqual(['Messages'])
})
