import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { proveTranslations } from '../../src/author/translation/prove.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { copyFixture } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const LESSON = 'lessons/01-messages/lesson.md'
const GERMAN = 'lessons/01-messages/lesson.de.md'

/** A copy of the course with a day in German, after these edits of its files. */
function edited(...edits: [file: string, from: string, to: string][]): string {
  const root = copyFixture('http-course')
  for (const [file, from, to] of edits) {
    const path = join(root, file)
    const before = readFileSync(path, 'utf8')
    expect(before).toContain(from)
    writeFileSync(path, before.replace(from, to))
  }
  return root
}

function findings(root: string) {
  const course = loadCourse(root)
  return course.days.flatMap((day) => proveTranslations(course, day))
}

function said(root: string): string[] {
  return findings(root).map(({ level, file, message }) => `${level} ${file}: ${message}`)
}

const WARNING = `warning ${GERMAN}:`

describe('translations of a lesson', () => {
  it('are up to date as long as lesson.md says the same, however its lines are broken', () => {
    expect(said(copyFixture('http-course'))).toEqual([])
    expect(said(edited([LESSON, 'The space\nbefore', 'The\nspace before']))).toEqual([])
    const root = edited([LESSON, 'minutes: 30', 'minutes: 40'])
    writeFileSync(join(root, LESSON), readFileSync(join(root, LESSON), 'utf8').replaceAll('\n', '\r\n'))
    expect(said(root)).toEqual([])
  })

  it.each<[string, [string, string, string][], string[]]>([
    ['a sentence', [[LESSON, 'a code of three digits', 'a code']], ['#status-line']],
    ['a program', [[LESSON, 'Number(code)', 'Number.parseInt(code, 10)']], ['#status-line']],
    ['the title', [[LESSON, 'title: Messages', 'title: Answers']], ['#opening']],
    [
      'two sections',
      [
        [LESSON, 'at once', 'together'],
        [LESSON, '## Exercise', '## The exercise'],
      ],
      ['#opening', '#exercise'],
    ],
  ])('are named by their sections where lesson.md has changed in %s', (_what, edits, sections) => {
    const root = edited(...edits)
    expect(said(root)).toEqual([`${WARNING} Changed in lesson.md since they were translated: ${sections.join(', ')}.`])
    expect(findings(root)[0]?.mend).toContain('author translated 1 de')
  })

  it('are named where they lack sections, have others, or lack code', () => {
    const root = edited(
      [GERMAN, '{#exercise}', '{#uebung}'],
      [GERMAN, '```text\nHTTP/1.1 404 Not Found\n```\n', ''],
      [GERMAN, '  opening: ', '  somewhere: '],
    )
    expect(said(root)).toEqual([
      `${WARNING} Not noted from which text they were translated: #opening.`,
      `${WARNING} Not translated: #exercise. They are shown as lesson.md has them.`,
      `${WARNING} Not in lesson.md, and shown to nobody: #uebung.`,
      `${WARNING} Code blocks in #status-line: 1, and in lesson.md 2.`,
    ])
  })

  it('must have a front matter that fits', () => {
    expect(said(edited([GERMAN, 'title: Nachrichten', 'title: Nachrichten\nday: 1']))).toEqual([
      expect.stringMatching(/^error lessons\/01-messages\/lesson\.de\.md: line 3: day: /),
    ])
    expect(said(edited([GERMAN, '---\ntitle', 'title']))[0]).toContain(`error ${GERMAN}: no front matter`)
  })
})

describe('course author', () => {
  it('check warns of what is stale and ends with 0, and `translated` notes that it no longer is', {
    timeout: 300_000,
  }, async () => {
    const root = edited([LESSON, 'a code of three digits', 'a code'], [LESSON, '## Exercise', '## The exercise'])
    const env = { COURSE_COURSE: root }
    const check = async () => {
      const { code, stdout } = await runCourse(['author', 'check', '1', '--skip-mistakes', '--json'], { env })
      const { findings } = JSON.parse(stdout).days[0] as { findings: { file: string; message: string }[] }
      return [code, findings.filter(({ file }) => file === GERMAN).map(({ message }) => message)]
    }
    const text = readFileSync(join(root, GERMAN), 'utf8')
    expect(await check()).toEqual([0, ['Changed in lesson.md since they were translated: #status-line, #exercise.']])

    const one = await runCourse(['author', 'translated', '1', 'de', '#exercise'], { env })
    expect(one).toMatchObject({ code: 0, stdout: `${GERMAN} is noted to be up to date with lesson.md: #exercise.\n` })
    expect(said(root)).toEqual([`${WARNING} Changed in lesson.md since they were translated: #status-line.`])
    const all = await runCourse(['author', 'translated', 'messages', 'DE'], { env })
    expect(all).toMatchObject({ code: 0, stderr: '' })
    expect(await check()).toEqual([0, []])
    const body = (source: string) => source.split('\n---\n')[1]
    expect(body(readFileSync(join(root, GERMAN), 'utf8'))).toBe(body(text))
  })

  it('translated begins the notes of a translation that has none, and keeps its title as it is written', async () => {
    const root = copyFixture()
    const file = join(root, 'lessons/01-adding/lesson.pt-br.md')
    writeFileSync(
      file,
      '---\n# da Ana\ntitle: "Somar"\n---\nDois números.\n\n## Uma lista {#a-list}\n\n```js\n0\n```\n',
    )
    const { code } = await runCourse(['author', 'translated', '1', 'pt-br'], { env: { COURSE_COURSE: root } })
    expect(code).toBe(0)
    expect(readFileSync(file, 'utf8')).toMatch(
      /^---\n# da Ana\ntitle: "Somar"\ntranslates:\n {2}opening: "?[\da-f]{8}"?\n {2}a-list: "?[\da-f]{8}"?\n---\nDois números\.\n\n## Uma/,
    )
    expect(said(root)).toEqual([
      'warning lessons/01-adding/lesson.pt-br.md: Not translated: #what-plus-does, #exercises. They are shown as lesson.md has them.',
    ])
  })

  it.each([
    [['1'], 'Which day is translated into which language?'],
    [['1', 'fr'], 'There is no lessons/01-messages/lesson.fr.md.'],
    [['9', 'de'], 'There is no day 9.'],
    [['1', 'de', 'nothing'], 'has no section "nothing"'],
  ])('translated refuses %j, and changes nothing', async (args, says) => {
    const root = copyFixture('http-course')
    const { code, stderr } = await runCourse(['author', 'translated', ...args], { env: { COURSE_COURSE: root } })
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
    expect(said(root)).toEqual([])
  })
})
