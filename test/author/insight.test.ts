/** What the records of many learners show, asked for through the real command. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import { beforeEach, describe, expect, it } from 'vitest'
import type { EventOf, TrackerEvent } from '../../tracker/schema.ts'
import { aPass, learnerWith } from '../certificate/learner.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const LIST = 'adds up a list'
const EMPTY = 'gives zero for an empty list'

let minute = 0

/** Each attempt has a moment of its own, as in real records. */
function failed(exercise: EventOf<'attempt'>['exercise'], ...failing: string[]): TrackerEvent {
  return aPass({ at: nextMinute(), exercise, status: 'failed', failing, passed: [] })
}

function passed(exercise: EventOf<'attempt'>['exercise']): TrackerEvent {
  return aPass({ at: nextMinute(), exercise })
}

function hint(exercise: EventOf<'hint'>['exercise'], step: number): TrackerEvent {
  return { type: 'hint', at: nextMinute(), exercise, step }
}

function nextMinute(): string {
  minute++
  return new Date(Date.UTC(2026, 2, 1, 9, minute)).toISOString()
}

const ADA: () => TrackerEvent[] = () => [
  failed('1/add', 'adds a negative number'),
  passed('1/add'),
  failed('1/total', LIST),
  hint('1/total', 1),
  failed('1/total', LIST),
]
const BO: () => TrackerEvent[] = () => [
  failed('1/total', LIST, EMPTY),
  hint('1/total', 1),
  hint('1/total', 2),
  failed('1/total', LIST),
]
const CY: () => TrackerEvent[] = () => [failed('1/total', EMPTY), passed('1/total')]

let cwd: string

beforeEach(() => {
  cwd = temporaryFolder('insight')
  mkdirSync(join(cwd, 'class'))
})

function record(path: string, events: TrackerEvent[], version = 1): void {
  mkdirSync(join(cwd, path, '..'), { recursive: true })
  writeFileSync(join(cwd, path), JSON.stringify({ version, events }))
}

async function insightOf(...paths: string[]) {
  const { code, stdout, stderr } = await runCourse(['author', 'insight', ...paths, '--json'], { cwd })
  return { code, stderr, insight: JSON.parse(stdout) }
}

describe('course author insight', () => {
  it('counts checks by learners and attempts, hints, stops, and answers that nobody knows', async () => {
    record('class/ada.json', ADA())
    record('class/bo/workbook/progress.json', BO())
    record('class/cy/progress.json', CY())
    const { code, stderr, insight } = await insightOf('class')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(insight).toMatchObject({
      version: 1,
      records: { read: 3, notRead: [], unknownEntries: 0, overlapping: 0 },
      learners: { finished: 0, onTheWay: 3, notBegun: 0 },
      exercises: [
        {
          exercise: '1/add',
          learners: 1,
          passed: 1,
          attempts: 2,
          checks: [{ title: 'adds a negative number', learners: 1, attempts: 1 }],
        },
        {
          exercise: '1/total',
          title: 'Add up a list',
          learners: 3,
          passed: 1,
          attempts: 6,
          checks: [
            { title: LIST, learners: 2, attempts: 4 },
            { title: EMPTY, learners: 2, attempts: 2 },
          ],
          hints: [
            { step: 1, learners: 2 },
            { step: 2, learners: 1 },
            { step: 3, learners: 0 },
          ],
        },
      ],
      stops: [{ day: 1, exercise: '1/total', title: 'Add up a list', learners: 3, passed: 1 }],
      compared: { attempts: 6, known: 2, unknown: 4, unnamed: 0, earlier: 0 },
      elsewhere: 0,
    })
    expect(insight.unknown).toEqual([
      { exercise: '1/total', status: 'failed', failing: [LIST], all: false, learners: 2, attempts: 3 },
      { exercise: '1/total', status: 'failed', failing: [LIST, EMPTY], all: true, learners: 1, attempts: 1 },
    ])
  })

  it('shows them as tables in the terminal, and names no learner', async () => {
    record('class/ada.json', ADA())
    record('class/bo.json', BO())
    const { code, stdout } = await runCourse(['author', 'insight', 'class'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('2 records: 0 finished, 2 on the way, 0 not begun.')
    expect(stdout).toMatch(/^1\/total: adds up a list +│ +2 of 2 │ +4$/m)
    expect(stdout).toMatch(/1\/total +│ +2 │ +2 │ +1 │ +0$/m)
    expect(stdout).toMatch(/^1\/total: Add up a list +│ +2 │ +0$/m)
    expect(stdout).toMatch(/^1\/total, failed: +│ +1 │ +1\n- every check +│/m)
    expect(stdout.replace(/\s+/g, ' ')).toContain('1 failed as a known wrong answer does and 4 as none does')
    expect(stdout).not.toMatch(/ada|bo\.json/)
  })

  it('reads what `course export` wrote, under any name, and a workbook that has no record yet', async () => {
    const ada = learnerWith(ADA())
    await ada.course('export', join(cwd, 'ada.archive'))
    mkdirSync(join(cwd, 'new/.course'), { recursive: true })
    const { code, insight } = await insightOf('ada.archive', 'new')
    expect(code).toBe(0)
    expect(insight.learners).toEqual({ finished: 0, onTheWay: 1, notBegun: 1 })
    expect(insight.exercises[1]).toMatchObject({ exercise: '1/total', attempts: 2 })
  })

  it('takes a record once that several paths lead to', async () => {
    record('class/ada/progress.json', ADA())
    symlinkSync(join(cwd, 'class'), join(cwd, 'class/again'), 'junction')
    const { code, insight } = await insightOf('class/ada/progress.json', 'class', 'class/ada')
    expect([code, insight.records.read]).toEqual([0, 1])
  })

  it('says that records with the same attempts may be one learner’s', async () => {
    const events = ADA()
    record('class/ada.json', events)
    record('class/ada-in-march.json', events.slice(0, 3))
    record('class/bo.json', BO())
    const { insight } = await insightOf('class')
    expect(insight.records).toMatchObject({ read: 3, overlapping: 2 })
    const { stdout } = await runCourse(['author', 'insight', 'class'], { cwd })
    expect(stdout).toContain('2 records share attempts with one another.')
  })

  it('counts apart what it cannot compare: other exercises, other checks, code that did not load', async () => {
    record('ada.json', [
      failed('9/gone', 'is gone'),
      failed('1/add', 'ada@mill.example'),
      aPass({ at: nextMinute(), status: 'crashed', failing: [], passed: [] }),
      // An earlier name of 1/total.
      failed('1/sum-of-list', EMPTY),
    ])
    const { insight } = await insightOf('ada.json')
    expect(insight.compared).toEqual({ attempts: 3, known: 1, unknown: 0, unnamed: 1, earlier: 1 })
    expect(insight.elsewhere).toBe(1)
    expect(insight.unknown).toEqual([])
    expect(JSON.stringify(insight)).not.toContain('mill.example')
  })
})

describe('records that cannot be read', () => {
  it('are named with the reason, stop none of the others, and make it end with 1', async () => {
    record('class/ada.json', ADA())
    record('class/bo.json', BO(), 99)
    writeFileSync(join(cwd, 'class/cut.json'), '{"version": 1, "events": [{"ty')
    writeFileSync(join(cwd, 'class/none.zip'), 'PK but no archive')
    mkdirSync(join(cwd, 'class/other/.course'), { recursive: true })
    writeFileSync(join(cwd, 'class/other/.course/course.json'), '{"title": "Knitting"}')
    record('class/other/progress.json', CY())
    mkdirSync(join(cwd, 'empty'))
    const { code, stderr, insight } = await insightOf('class', 'nowhere', 'empty')
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(insight.records.read).toBe(1)
    expect(insight.records.notRead).toEqual([
      { path: 'class/bo.json', why: expect.stringContaining('newer version of this tool (format 99)') },
      { path: 'class/cut.json', why: 'it is damaged, or no record of this tool.' },
      { path: 'class/none.zip', why: expect.stringContaining('it is damaged, or no archive of a workbook') },
      { path: 'class/other', why: 'it belongs to another course, "Knitting".' },
      { path: 'nowhere', why: expect.stringContaining('it is not there') },
      { path: 'empty', why: 'it holds no records.' },
    ])
    const text = await runCourse(['author', 'insight', 'class'], { cwd })
    expect([text.code, text.stdout]).toEqual([1, expect.stringContaining('class/cut.json: it is damaged')])
  })

  it('are left as they are', async () => {
    record('ada/progress.json', ADA())
    const whole = readFileSync(join(cwd, 'ada/progress.json'), 'utf8')
    writeFileSync(join(cwd, 'ada/progress.json'), whole.slice(0, -20))
    writeFileSync(join(cwd, 'ada/progress.json.bak'), whole)
    expect((await runCourse(['author', 'insight', 'ada'], { cwd })).code).toBe(2)
    expect(readFileSync(join(cwd, 'ada/progress.json'), 'utf8')).toBe(whole.slice(0, -20))
  })

  it('are a problem where there is no other, and so is no path at all', async () => {
    writeFileSync(join(cwd, 'notes.json'), '[]')
    const none = await runCourse(['author', 'insight', 'notes.json'], { cwd })
    expect({ code: none.code, stdout: none.stdout }).toEqual({ code: 2, stdout: '' })
    expect(none.stderr).toContain('notes.json: it is damaged, or no record of this tool.')
    expect(none.stderr).toContain('the progress.json in their workbook')
    const nothing = await runCourse(['author', 'insight'], { cwd })
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('course author insight class/') })
  })
})

describe('the page of course author insight', () => {
  const HOSTILE = '<img src=x onerror="alert(1)"> & \'`b`\''

  it('has the same figures, runs and loads nothing, is light and dark, and names no record', async () => {
    const course = makeCourse(temporaryFolder('hostile'))
    const lesson = join(course, 'lessons/01-adding/lesson.md')
    const text = readFileSync(lesson, 'utf8').replace('title: Add up a list\n', `title: ${JSON.stringify(HOSTILE)}\n`)
    writeFileSync(lesson, text)
    record('class/ada.json', ADA())
    record('class/bo.json', BO())
    writeFileSync(join(cwd, 'class/cy.json'), 'no')
    const env = { COURSE_COURSE: course }
    const { code, stdout } = await runCourse(['author', 'insight', 'class', '--html', 'insight.html'], { cwd, env })
    expect([code, stdout]).toEqual([1, expect.stringContaining('Written: insight.html')])

    const html = readFileSync(join(cwd, 'insight.html'), 'utf8')
    const page = new JSDOM(html).window.document
    const all = [...page.querySelectorAll('*')]
    const names = new Set(all.map(({ localName }) => localName))
    for (const name of ['script', 'link', 'img', 'iframe']) expect(names).not.toContain(name)
    expect(html).not.toMatch(/url\(|@import|https?:|ada|cy\.json/)
    expect(html).toContain('@media (prefers-color-scheme: dark)')
    expect(page.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain("default-src 'none'")
    const rows = [...page.querySelectorAll('tbody tr')].map((each) => each.textContent)
    expect(rows).toContain(`1/total${LIST}2 of 24`)
    expect(rows).toContain(`1/total${HOSTILE.replaceAll('`', '')}22, 1, 0`)
    expect(page.body.textContent).toContain('1 record not read.')
  })

  it('replaces a file only when it is told to', async () => {
    record('ada.json', ADA())
    writeFileSync(join(cwd, 'mine.html'), 'mine')
    const refused = await runCourse(['author', 'insight', 'ada.json', '--html', 'mine.html'], { cwd })
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Replace it with --force')])
    expect(readFileSync(join(cwd, 'mine.html'), 'utf8')).toBe('mine')
    const args = ['author', 'insight', 'ada.json', '--html', 'mine.html', '--force', '--json']
    const forced = await runCourse(args, { cwd })
    expect(JSON.parse(forced.stdout)).toMatchObject({ page: 'mine.html' })
    expect(readFileSync(join(cwd, 'mine.html'), 'utf8')).toContain('<!doctype html>')
  })
})
