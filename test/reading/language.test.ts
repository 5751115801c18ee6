/** A day in a second language, wherever a day is shown. */
import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { lesson } from '../../src/commands/mcp/answers.ts'
import { run as search } from '../../src/commands/search.ts'
import type { DayAnswer, SearchAnswer } from '../../src/web/api.ts'
import { HTTP_COURSE, makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { closePages, openPage } from '../web/page.ts'
import { fakeWorld } from '../workbook/fake-world.ts'

const env = { COURSE_COURSE: HTTP_COURSE }

/** The course with a day in German, asked for in a language. */
function worldIn(lang: string | undefined, cache = temporaryFolder('cache')) {
  return fakeWorld({
    env: { COURSE_CACHE: cache },
    now: () => new Date(Date.now() + 7_200_000),
    flags: { course: HTTP_COURSE, color: false, ...(lang !== undefined && { lang }) },
  })
}

async function found(world: ReturnType<typeof fakeWorld>, ...words: string[]) {
  await search(words, { json: true }, world)
  const { results } = JSON.parse(world.printed()) as { results: { kind: string; name: string; title: string }[] }
  return results.map(({ kind, name, title }) => `${kind} ${name}: ${title}`)
}

describe('course day', () => {
  it('is in German with --lang, before or after the command, and with COURSE_LANG; programs and commands stay', async () => {
    const { code, stdout, stderr } = await runCourse(['day', '1', '--lang', 'de'], { env })
    expect([code, stderr]).toEqual([0, ''])
    for (const part of [
      'Day 1  Nachrichten',
      '\nDie Statuszeile\n───',
      "console.log(version, Number(code), reason.join(' '))",
    ])
      expect(stdout).toContain(part)
    expect(stdout).toContain('course --lang de check 1/status-line')
    expect(stdout).not.toContain('The status line')

    expect((await runCourse(['--lang', 'DE', 'day', '1'], { env })).stdout).toContain('Day 1  Nachrichten')
    const section = await runCourse(['day', '1', '--section', 'status-line'], { env: { ...env, COURSE_LANG: 'de-at' } })
    expect(section.stdout).toMatch(/^Die Statuszeile\n/)
    expect((await runCourse(['list', '--lang=de'], { env })).stdout).toContain('Nachrichten')
    expect((await runCourse(['day', 'nachrichten'], { env: { ...env, COURSE_LANG: 'de' } })).code).toBe(0)
  })

  it('has what is not translated as it was written', async () => {
    const course = makeCourse(temporaryFolder('half'), {
      'lessons/01-adding/lesson.de.md': '---\ntitle: Addieren\n---\n## Eine Liste {#a-list}\n\nBeginne mit null.\n',
    })
    const { stdout, stderr } = await runCourse(['day', '1', '--lang', 'de'], { env: { COURSE_COURSE: course } })
    expect(stderr).toBe('')
    const order = ['Day 1  Addieren', 'Two numbers make one.', 'What plus does', 'Eine Liste', 'Beginne', '1. `add']
    expect(order.map((part) => stdout.indexOf(part))).toEqual(
      order.map((part) => stdout.indexOf(part)).toSorted((a, b) => a - b),
    )
    expect(order.filter((part) => !stdout.includes(part))).toEqual([])
    const other = await runCourse(['day', '2', '--lang', 'de'], { env: { COURSE_COURSE: course } })
    expect([other.stderr, other.stdout]).toEqual(['', expect.stringContaining('A listener')])
  })
})

describe('a language that the course does not have', () => {
  it('is noted for --lang, with those that there are, and the day is shown', async () => {
    const { code, stdout, stderr } = await runCourse(['day', '1', '--lang', 'fr'], { env })
    expect(stderr).toBe(
      'This course is not translated into "fr": lessons are shown as they were written. It is translated into: de.\n',
    )
    expect([code, stdout]).toEqual([0, expect.stringContaining('The status line')])
    const none = await runCourse(['progress', '--json', '--lang', 'fr'])
    expect(none.stderr).toBe('This course has no translations: lessons are shown as they were written.\n')
    expect(JSON.parse(none.stdout)).toMatchObject({ days: [{ title: 'Adding' }, {}, {}] })
  })

  it('is nothing to speak of for COURSE_LANG', async () => {
    const plain = await runCourse(['day', '1', '--print'], { env, cwd: temporaryFolder('same') })
    const asked = await runCourse(['day', '1', '--print'], { env: { ...env, COURSE_LANG: 'fr' } })
    expect([asked.code, asked.stderr, asked.stdout]).toEqual([0, '', plain.stdout])
  })

  it.each([
    [['day', '1', '--lang', 'german'], undefined, '--lang german names no language.'],
    [['progress'], 'de_DE.UTF-8', 'COURSE_LANG=de_DE.UTF-8 names no language.'],
  ])('is refused where it is none: %j', async (args, variable, says) => {
    const { code, stdout, stderr } = await runCourse(args, { env: { ...env, COURSE_LANG: variable } })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`${says}\nGive its tag, such as de`)
    const json = await runCourse(['progress', '--json', '--lang', 'german'], { env })
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'usage' } })
  })
})

describe('course search', () => {
  it('finds the words of the language that is asked for, and keeps an index for each', async () => {
    const cache = temporaryFolder('cache')
    const german = 'section status-line: Die Statuszeile'
    const english = 'section status-line: The status line'
    for (const _time of ['new', 'kept']) {
      expect(await found(worldIn('de', cache), 'Begründung')).toEqual([german])
      expect(await found(worldIn(undefined, cache), 'reason', 'people')).toContain(english)
      expect(await found(worldIn('de', cache), 'statuszeile')).toContain(german)
    }
    expect(await found(worldIn(undefined, cache), 'Begründung')).toEqual([])
    const kept = readdirSync(cache).filter((name) => name.startsWith('search-'))
    expect(kept.map((name) => name.startsWith('search-de-')).sort()).toEqual([false, true])
  })

  it('shows the line of the translation that has the words', async () => {
    const { stdout } = await runCourse(['search', 'Ziffer', '--lang', 'de'], { env })
    expect(stdout).toContain('Day 1  Nachrichten\n  Die Statuszeile  (section)\n')
    expect(stdout).toContain('einen Code aus drei Ziffern und eine Begründung.')
    expect(stdout).toContain('course --lang de day 1 --section status-line')
  })
})

it('the tutor for assistants gives the lesson in the language', async () => {
  expect(await lesson('1', 'exercise', worldIn('de'))).toMatchObject({
    title: 'Nachrichten',
    sections: [{ section: 'opening' }, { section: 'status-line', title: 'Die Statuszeile' }, { title: 'Übung' }],
    markdown: expect.stringMatching(/^## Übung \{#exercise\}\n/),
  })
})

describe('the page', () => {
  afterEach(closePages)

  it('is in the language of the process, says so of each section, and keeps the anchors', async () => {
    const page = await openPage({ args: ['--lang', 'de'], env })
    const { title, sections } = await page.json<DayAnswer>('GET', '/days/1')
    expect(title).toBe('Nachrichten')
    expect(sections.map(({ anchor, language }) => [anchor, language])).toEqual([
      ['opening', 'de'],
      ['status-line', 'de'],
      ['exercise', 'de'],
    ])
    expect(sections[1]?.html).toMatch(/^<h2 id="status-line">Die Statuszeile<\/h2>/)
    const exercise = await page.json<{ sections: object[] }>('GET', '/exercises/1/status-line')
    expect(exercise.sections).toContainEqual({ anchor: 'status-line', title: 'Die Statuszeile' })
    const { found } = await page.json<SearchAnswer>('GET', '/search?q=Ziffer')
    expect(found[0]).toMatchObject({ kind: 'section', name: 'status-line', dayTitle: 'Nachrichten' })
    await page.json('POST', '/days/1/visited', { section: 'status-line' })
  })
})
