import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawPng } from '../../src/engine/share/picture.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { aPass, type Learner, learnerWith } from '../certificate/learner.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import type { Ran } from '../fixtures/cli.ts'
import { answer } from '../tracker/builders.ts'

const AT = '2026-03-01T12:00:00.000Z'
const PACKAGE = join(import.meta.dirname, '../..')
const FOLDER = 'workbook/share/01-adding'

function benched(day: number, headline: string, verdict: 'clear' | 'inconclusive' = 'clear'): TrackerEvent {
  return { type: 'bench', at: AT, day, results: [], judgement: { verdict, headline, why: '' } }
}

const RECORD: TrackerEvent[] = [
  { type: 'solution-seen', at: '2026-02-01T10:00:00.000Z', exercise: '1/add', beforePassing: true },
  aPass({ at: AT, emulated: ['redis'] }),
  answer('1/quiz:plus-and-strings', true, AT),
  benched(1, 'It waits `100 times` longer.'),
  benched(1, 'Who knows.', 'inconclusive'),
]

describe('course share', () => {
  let learner: Learner
  let ran: Ran

  beforeAll(async () => {
    const course = makeCourse(temporaryFolder('shared'))
    const lesson = join(course, 'lessons/01-adding/lesson.md')
    writeFileSync(
      lesson,
      readFileSync(lesson, 'utf8').replace('title: Adding\n', `title: 'Adding <b> & "more" \u{1f600}'\n`),
    )
    learner = learnerWith(RECORD, course)
    ran = await learner.course('share', '1')
  })

  it('prints a post alone: the takeaway, what is proved, what was measured, and what takes something away', () => {
    expect(ran.code).toBe(0)
    expect(ran.stdout).toBe(`Day 1 of 3: Adding <b> & "more" \u{1f600} (in part)
A tiny course

Takeaway: You can add numbers, and you know when plus does not add.

Proved, not only read: 1 of 2 exercises, 2 checks, 1 of 3 topics.
- The sum of two numbers

Measured on my machine: It waits 100 times longer.

I opened the reference solution before 1 of 1 passed.
Judged on a stand-in for redis.
`)
  })

  it('says beside it where the pictures are, and that nothing was sent', () => {
    for (const name of ['light.svg', 'light.png', 'dark.svg', 'dark.png']) {
      expect(ran.stderr).toContain(`${FOLDER}/${name}`)
      expect(existsSync(join(learner.cwd, FOLDER, name))).toBe(true)
    }
    expect(ran.stderr).toContain('Nothing was sent anywhere.')
  })

  it.each(['light', 'dark'])('draws a %s picture that stands alone and shows text as text', (scheme) => {
    const svg = learner.file(`${FOLDER}/${scheme}.svg`)
    const root = new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document.documentElement
    expect([root.getAttribute('width'), root.getAttribute('height')]).toEqual(['1200', '630'])
    const texts = [...root.querySelectorAll('text')].map(({ textContent }) => textContent)
    expect(texts).toContain('Adding <b> & "more" \u{1f600}')
    expect(texts).toContain('Measured: It waits 100 times longer.')
    expect(texts).toContain('exercises, 1 after the solution')
    expect(root.querySelectorAll('script, image, use, foreignObject')).toHaveLength(0)
    expect([...svg.matchAll(/url\((.{5})/g)].map(([, start]) => start)).toEqual(['data:', 'data:'])
  })

  it.each(['light', 'dark'])('draws the same as a PNG of 1200 by 630, with its words', async (scheme) => {
    const png = readFileSync(join(learner.cwd, FOLDER, `${scheme}.png`))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630])
    const svg = learner.file(`${FOLDER}/${scheme}.svg`).replace(/<text.*?<\/text>/g, '')
    const wordless = await drawPng(svg, PACKAGE)
    // A renderer without fonts says nothing and draws no word.
    expect(png.length).toBeGreaterThan(4 * (wordless?.length ?? 0))
  })

  it('is drawn anew in the workbook, and replaces pictures elsewhere only when it is told to', async () => {
    expect((await learner.course('share', '1')).code).toBe(0)
    expect((await learner.course('share', '1', '--out', 'made/here')).code).toBe(0)
    writeFileSync(join(learner.cwd, 'made/here/dark.png'), 'mine')
    const refused = await learner.course('share', '1', '--out', 'made/here')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('course share 1 --out <folder>')
    expect(learner.file('made/here/dark.png')).toBe('mine')
    expect((await learner.course('share', '1', '--out', 'made/here', '--force')).code).toBe(0)
  })

  it('does not offer to replace a folder', async () => {
    mkdirSync(join(learner.cwd, 'taken/dark.png'), { recursive: true })
    const { code, stderr } = await learner.course('share', '1', '--out', 'taken')
    expect(code).toBe(2)
    expect(stderr).toContain('dark.png is a folder.\nName another place: course share 1 --out <folder>')
  })

  it('says what to do where a file is in the place of the folder', async () => {
    writeFileSync(join(learner.cwd, 'file'), '')
    const { code, stderr } = await learner.course('share', '1', '--out', 'file')
    expect(code).toBe(2)
    expect(stderr).toContain('Name a place that you can write to: course share 1 --out <folder>')
  })

  it('tells a script the same', async () => {
    const { stdout, stderr } = await learner.course('share', '1', '--json')
    expect(stderr).toBe('')
    const { post, files, ...told } = JSON.parse(stdout)
    expect(post).toBe(ran.stdout)
    expect(files).toHaveLength(4)
    expect(told).toMatchObject({
      version: 1,
      day: 1,
      days: 3,
      done: false,
      exercises: { done: 1, total: 2 },
      measured: 'It waits `100 times` longer.',
      seenFirst: 1,
      standIns: ['redis'],
      sent: false,
    })
  })

  it.each([
    ['2', 1, 'Day 2 is not begun yet.\nBegin with: course day 2\n'],
    ['3', 1, 'Day 3 is not written yet.\n'],
    ['9', 2, 'There is no day 9.\n'],
  ])('has nothing to tell of day %s', async (day, exit, says) => {
    const { code, stdout, stderr } = await learner.course('share', day)
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
    expect(stderr).toContain(says)
  })

  it('has nothing to tell of a day on which nothing is proved or clearly measured', async () => {
    const { cwd, course } = learnerWith([
      aPass({ status: 'failed', failing: ['adds two numbers'] }),
      benched(1, 'Who knows.', 'inconclusive'),
    ])
    const { code, stderr } = await course('share', '1')
    expect(code).toBe(1)
    expect(stderr).toBe(
      'Nothing of day 1 is proved or measured yet, so there is nothing to share.\nGo on with: course day 1\n',
    )
    expect(existsSync(join(cwd, 'workbook/share'))).toBe(false)
  })
})
