import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BenchResult } from '../../src/bench/index.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { aPass, type Learner, learnerWith } from '../certificate/learner.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { PROJECT_COURSE } from '../projects/workbook.ts'
import { answer } from '../tracker/builders.ts'

const HOSTILE = '<img src=x onerror="alert(1)"> & \'`b`\' \u0007'
const AT = '2026-03-01T12:00:00.000Z'

function result(id: string, title: string, wait: number | null): BenchResult {
  const spread = [wait, wait, wait] as BenchResult['pingP50']
  return { id, title, pingP50: spread, requestsPerSecond: [9, 10, 11] } as BenchResult
}

function benched(day: number, headline: string, verdict: 'clear' | 'inconclusive' = 'clear'): TrackerEvent {
  const results = [result('slow', 'In the handler', 200), result('pool', HOSTILE, 2), result('none', 'Away', null)]
  return { type: 'bench', at: AT, day, results, judgement: { verdict, headline, why: 'One thread.' } }
}

const RECORD: TrackerEvent[] = [
  { type: 'solution-seen', at: '2026-02-01T10:00:00.000Z', exercise: '1/add', beforePassing: true },
  { type: 'hint', at: AT, exercise: '1/add', step: 1 },
  aPass({ at: AT, emulated: ['redis'] }),
  aPass({ at: '2026-03-02T12:00:00.000Z', exercise: '1/total', status: 'failed', failing: ['adds up a list'] }),
  answer('1/quiz:plus-and-strings', true, AT),
  benched(2, 'It waits 100 times longer.'),
  benched(2, HOSTILE, 'inconclusive'),
]

describe('course report', () => {
  let learner: Learner
  let html: string
  let page: Document

  beforeAll(async () => {
    const course = makeCourse(temporaryFolder('hostile'))
    const lesson = join(course, 'lessons/01-adding/lesson.md')
    const text = readFileSync(lesson, 'utf8').replace('title: Adding\n', `title: ${JSON.stringify(HOSTILE)}\n`)
    writeFileSync(lesson, text)
    learner = learnerWith(RECORD, course)
    const { code, stdout, stderr } = await learner.course('report', '--name', HOSTILE)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('workbook/report.html')
    expect(stdout).toContain('Nothing was sent.')
    html = learner.file('workbook/report.html')
    page = new JSDOM(html).window.document
  })

  const textOf = (selector: string) => page.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim()

  it('is one file that runs and loads nothing', () => {
    const all = [...page.querySelectorAll('*')]
    const names = new Set(all.map(({ localName }) => localName))
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'base', 'form']) expect(names).not.toContain(name)
    const attributes = all.flatMap(({ attributes }) => [...attributes])
    expect(attributes.filter(({ name }) => name.startsWith('on') || name === 'src')).toEqual([])
    expect(attributes.filter(({ name, value }) => name === 'href' && !value.startsWith('#'))).toEqual([])
    expect(html).not.toMatch(/url\(|@import|https?:/)
    expect(page.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain("default-src 'none'")
  })

  it('shows text of lessons, names and records as text', () => {
    expect(textOf('#day-1 h3')).toBe(`Day 1: ${HOSTILE.replace(' \u0007', '')} in part`)
    expect(page.title).toContain('<img src=x')
    expect(html).not.toContain('\u0007')
  })

  it('names each topic with what proves it, or what would', () => {
    const topics = [...page.querySelectorAll('#day-1 .topics li')].map((each) => each.textContent)
    expect(topics[0]).toContain('Proved:  The sum of two numbers proved by “Add two numbers” and a question')
    expect(topics[1]).toContain('Open:  The total of a list to show: “Add up a list”')
  })

  it('says of exercises what was passed, when, and what takes something away', () => {
    const [add, total] = [...page.querySelectorAll('#day-1 .exercises tr')].map((row) => row.textContent)
    expect(add).toContain('2 of 2 checks2026-03-01')
    expect(add).toContain('1 attempt, 1 hint')
    expect(add).toContain('The reference solution was opened before it passed.')
    expect(add).toContain('Judged on a stand-in for redis.')
    expect(total).toContain('not passed yet')
  })

  it('draws the benchmark that was clear, on a scale that says what it is, without what was not measured', () => {
    expect(textOf('.bench b')).toBe('It waits 100 times longer.')
    expect(textOf('.bench')).toContain('one of 2 runs')
    const rows = [...page.querySelectorAll('.bench table:first-of-type tr')].map((row) => row.textContent)
    expect(rows).toEqual(['In the handler200 ms', `${HOSTILE.replace('\u0007', '')}2.0 ms`])
    expect(page.querySelectorAll('.bench svg rect')).not.toHaveLength(0)
  })

  it('has a square for each day, deeper where more was done', () => {
    const squares = [...page.querySelectorAll('.heat > svg rect')]
    const worked = squares.filter((each) => !each.classList.contains('l0'))
    // A single moment counts as five minutes, as in `course progress`.
    const all = ['Sun, week of 2026-01-26: 5 min', 'Sun, week of 2026-02-23: 5 min', 'Mon, week of 2026-03-02: 5 min']
    expect(worked.map((each) => each.textContent)).toEqual(all)
    expect(textOf('.facts')).toContain('Time at work15 min')
  })

  it('is light, dark, and white on paper', () => {
    expect(html).toContain('@media (prefers-color-scheme: dark)')
    expect(html).toMatch(/@media print \{ :root \{ color-scheme: light; --paper: #fff/)
  })

  it('is written anew in the workbook, and replaces a file elsewhere only when it is told to', async () => {
    expect((await learner.course('report')).stdout).toContain('Replaced:')
    writeFileSync(join(learner.cwd, 'mine.html'), 'mine')
    const refused = await learner.course('report', '--out', 'mine.html')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('Replace it with --force')
    expect(learner.file('mine.html')).toBe('mine')
    expect((await learner.course('report', '--out', 'mine.html', '--force')).code).toBe(0)
    expect(learner.file('mine.html')).toContain('<!doctype html>')
  })

  it.each(['nowhere/mine.html', '.'])('says what to do where %s cannot be written', async (out) => {
    const { code, stderr } = await learner.course('report', '--force', '--out', out)
    expect(code).toBe(2)
    expect(stderr).toContain('course report --out <file>')
  })

  it('does not offer to replace a folder', async () => {
    const { code, stderr } = await learner.course('report', '--out', 'workbook')
    expect(code).toBe(2)
    expect(stderr).toContain('workbook is a folder.\nName another place: course report --out <file>')
  })
})

it('shows the scorecard of a gate, and only of one that was tried', async () => {
  const score = { notes: 30, lifecycle: 30, structure: 20 }
  const tried = aPass({ exercise: '1/notes-api', status: 'failed', failing: ['a'], checks: 6, score })
  const { course, file } = learnerWith([tried], PROJECT_COURSE)
  expect((await course('report', '--json')).code).toBe(0)
  const page = new JSDOM(file('workbook/report.html')).window.document
  expect(page.querySelectorAll('.gate tr').length).toBeGreaterThan(2)
  const { cwd, ...fresh } = learnerWith([aPass({ exercise: '2/twice' })], PROJECT_COURSE)
  await fresh.course('report')
  expect(fresh.file('workbook/report.html')).not.toContain('Points of the best attempt')
})

it('has nothing to report before something was done', async () => {
  const { cwd, course } = learnerWith([{ type: 'visited', at: AT, day: 1 }])
  const { code, stderr } = await course('report')
  expect(code).toBe(1)
  expect(stderr).toBe(
    'Nothing is judged, answered or measured yet, so there is nothing to report.\nBegin with: course next\n',
  )
  expect(existsSync(join(cwd, 'workbook/report.html'))).toBe(false)
})

it('tells a script what it wrote', async () => {
  const { course } = learnerWith([aPass()])
  const { stdout } = await course('report', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    scope: 'so far',
    totals: { exercises: { done: 1, total: 3 } },
    file: 'workbook/report.html',
    replaced: false,
  })
})

describe.skipIf(process.platform === 'win32')('course report --open', () => {
  it('hands the file to the browser', async () => {
    const { cwd } = learnerWith([aPass()])
    const browser = join(cwd, 'browser')
    const asked = join(cwd, 'asked')
    writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > ${asked}.new && mv ${asked}.new ${asked}\n`, { mode: 0o755 })
    const { stdout } = await runCourse(['report', '--open', '--json'], { cwd, env: { BROWSER: browser } })
    expect(JSON.parse(stdout)).toMatchObject({ opened: true })
    await expect.poll(() => existsSync(asked) && readFileSync(asked, 'utf8')).toBe(join(cwd, 'workbook/report.html'))
  })

  it('says so where there is none', async () => {
    const { cwd } = learnerWith([aPass()])
    const { code, stdout } = await runCourse(['report', '--open'], { cwd, env: { BROWSER: '/nowhere/browser' } })
    expect(code).toBe(0)
    expect(stdout).toContain('No browser could be started here: open the file yourself.')
  })
})
