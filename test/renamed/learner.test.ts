/** A learner works with one version of a course, then goes on with one in which days, exercises and questions have other names. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExerciseAnswer, HomeAnswer } from '../../src/web/api.ts'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { closePages, openPage } from '../web/page.ts'
import { newerCourse } from './courses.ts'

const RIGHT = 'export const add = (a: number, b: number): number => a + b\n'
/** Fails one of its checks. */
const DRAFT = 'export const total = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number)\n'
const PONG = `export function buildApp() {
  return (request, response) => {
    if (request.url === '/ping') return response.end('pong')
    response.statusCode = 404
    response.end()
  }
}
`

/** What the learner did with the old version, and its archive. */
let before: string
let newer: string
let cwd: string

const run = (course: string, at: string, ...args: string[]) =>
  runCourse(args, { cwd: at, env: { COURSE_COURSE: course } })
const now = (...args: string[]) => run(newer, cwd, ...args)
const json = async (...args: string[]) => JSON.parse((await now(...args, '--json')).stdout)
const read = (path: string) => readFileSync(join(cwd, 'workbook', path), 'utf8')

beforeAll(async () => {
  newer = newerCourse()
  before = temporaryFolder('before')
  const then = async (...args: string[]) => expect((await run(TINY_COURSE, before, ...args)).code).toBeLessThan(2)
  await then('day', '1', '--print')
  await then('day', '2', '--print')
  const mine = (path: string, text: string) => writeFileSync(join(before, 'workbook', path), text)
  mine('01-adding/add.ts', RIGHT)
  mine('01-adding/total.ts', DRAFT)
  mine('01-adding/scribbles.md', 'mine\n')
  mine('02-serving/ping.ts', PONG)
  await then('check', '1/add')
  await then('check', '1/total')
  await then('hint', '1/total')
  await then('check', '2/ping')
  await then('quiz', '1', '--answer', 'typed-sum=6')
  await then('note', '1', 'plus joins')
  await then('note', '2', 'answer each request')
  await then('bench', '2', '--seconds', '0.2')
  await then('export', 'old.zip')
}, 240_000)

beforeEach(() => {
  cwd = temporaryFolder('now')
  cpSync(join(before, 'workbook'), join(cwd, 'workbook'), { recursive: true })
})

afterAll(closePages)

describe('a newer course with other names', () => {
  it('has lost nothing that was done', async () => {
    const { days } = await json('progress')
    expect(days.slice(0, 3)).toMatchObject([
      { day: 1, slug: 'counting', status: 'todo', topics: [{ done: false }, { id: 'fast', done: false }] },
      {
        day: 2,
        slug: 'sums',
        exercises: [{ id: 'plus', status: 'passed', attempts: 1 }],
        topics: [{ id: 'sums' }, { id: 'words' }],
      },
      {
        day: 3,
        exercises: [
          { id: 'sum-up', status: 'tried', attempts: 1 },
          { id: 'ping', status: 'passed' },
        ],
        topics: [{ id: 'totals', done: false }, { id: 'servers', done: true }, { id: 'waiting' }],
      },
    ])
    expect((await now('list')).stdout).toMatch(/✓ 2\/plus[\s\S]*3\/sum-up[\s\S]*✓ 3\/ping/)
    const quiz = await json('quiz', '2')
    expect(quiz.questions.map(({ id, lastAnswer }: Record<string, string>) => [id, lastAnswer])).toEqual([
      ['plus-and-strings', null],
      ['typed-total', 'right'],
      ['name-of-plus', null],
    ])
    expect((await json('note')).notes).toMatchObject([
      { day: 2, text: 'plus joins' },
      { day: 3, text: 'answer each request' },
    ])
    const again = await now('bench', '3', '--seconds', '0.2')
    expect(again.stdout).toContain('The wait last time')
  })

  it('has lost nothing of what an older tool recorded, without the folders of days', async () => {
    const whole = (await json('progress')).days
    const file = join(cwd, 'workbook/progress.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replaceAll(/,"room":"[^"]*"/g, ''))
    expect(readFileSync(file, 'utf8')).not.toBe(text)
    expect((await json('progress')).days).toEqual(whole)
    expect((await json('note')).notes).toMatchObject([{ day: 2 }, { day: 3 }])
  })

  it('judges the files where the learner has them, and records on', async () => {
    const { code, stdout } = await now('check', '3/sum-up')
    expect([code, stdout]).toEqual([1, expect.stringContaining('adds up a list')])
    writeFileSync(join(cwd, 'workbook/01-adding/total.ts'), DRAFT.replace('sum + number)', 'sum + number, 0)'))
    expect((await now('check', '1/total')).code).toBe(0)
    const { days } = await json('progress')
    expect(days[2].exercises[0]).toMatchObject({ id: 'sum-up', status: 'passed', attempts: 3 })
    expect(days[2].topics[0]).toMatchObject({ id: 'totals', done: true })
    expect(existsSync(join(cwd, 'workbook/02-sums'))).toBe(false)
    expect(existsSync(join(cwd, 'workbook/03-serving'))).toBe(false)
  })

  it('says once what is called otherwise, and where the files are', async () => {
    await run(TINY_COURSE, cwd)
    const [told] = (await now()).stdout.split('\n\n')
    expect(told?.replace(/\s+/g, ' ')).toContain(
      'Days 1 to 2 are 2 to 3 now. Exercises: 1/add is 2/plus and 1/total is 3/sum-up now. What you did stays.',
    )
    expect(told?.replace(/\s+/g, ' ')).toContain(
      'Your files stay where they are: 01-adding is the folder of day 2, 02-serving is the folder of day 3, 01-adding/add.ts is 2/plus, and 01-adding/total.ts is 3/sum-up. New: day 1.',
    )
    expect(told).not.toContain('Lesson or quiz: day 2')
    expect((await now()).stdout).not.toMatch(/has changed|01-adding/)
    expect(read('01-adding/add.ts')).toBe(RIGHT)
    expect(read('01-adding/total.ts')).toBe(DRAFT)
  })

  it('says what it does not read, since the same is there under a later name', async () => {
    await now()
    mkdirSync(join(cwd, 'workbook/02-sums'))
    writeFileSync(join(cwd, 'workbook/02-sums/plus.ts'), '// written elsewhere\n')
    const told = (await now()).stdout.replace(/\s+/g, ' ')
    expect(told).toContain('01-adding/add.ts has an earlier name and is not read, since 02-sums/plus.ts is there.')
    expect(await now('check', '2/plus')).toMatchObject({ code: 1 })
    expect(read('01-adding/add.ts')).toBe(RIGHT)
  })

  it('knows what is due again, and has it written again beside the old file', async () => {
    const { due } = JSON.parse((await runCourse(['review', '--json'], { cwd, env: { COURSE_COURSE: newer } })).stdout)
    expect(due).toEqual([])
    const file = join(cwd, 'workbook/progress.json')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"at":"\d{4}/g, '"at":"2020'))
    const refs = (await json('review')).due.map(({ ref }: { ref: string }) => ref)
    expect(refs.sort()).toEqual(['2/plus', '2/quiz:typed-total', '3/ping'])
    const { code, stdout } = await now('review', '1/add')
    expect([code, stdout]).toEqual([0, expect.stringContaining('review/02-sums/plus.ts')])
  })

  it('writes report and certificate, and an old certificate is held against the names of today', async () => {
    await run(TINY_COURSE, cwd, 'certificate', '--out', 'old.json')
    await now('certificate', '--out', 'new.json')
    const { statement } = JSON.parse(readFileSync(join(cwd, 'new.json'), 'utf8'))
    const names = statement.days.flatMap(({ exercises }: { exercises: { exercise: string }[] }) =>
      exercises.map(({ exercise }) => exercise),
    )
    expect(names).toEqual(['2/plus', '3/ping'])
    for (const file of ['old.json', 'new.json']) {
      const { notNamed } = (await json('certificate', 'verify', file)).comparison
      expect(notNamed.map(({ exercise, certified }: Record<string, unknown>) => [exercise, certified])).toEqual([
        ['1/count', false],
        ['3/sum-up', false],
      ])
    }
    expect((await now('report', '--out', 'report.html')).code).toBe(0)
    const page = readFileSync(join(cwd, 'report.html'), 'utf8')
    expect(page.slice(page.indexOf('Serving'))).toContain('servers were measured')
  })

  it('is told apart in what many learners did', async () => {
    const { exercises } = await json('author', 'insight', join(before, 'workbook'))
    expect(
      exercises.map(({ exercise, passed, attempts }: Record<string, unknown>) => [exercise, passed, attempts]),
    ).toEqual([
      ['2/plus', 1, 1],
      ['3/sum-up', 0, 1],
      ['3/ping', 1, 1],
    ])
  })

  it('opens on the page', async () => {
    const page = await openPage({ cwd, env: { COURSE_COURSE: newer } })
    const home = await page.json<HomeAnswer>('GET', '/home')
    expect(home.phases[0]?.days).toMatchObject([
      { day: 1, exercises: { done: 0, total: 1 } },
      { day: 2, exercises: { done: 1, total: 1 } },
      { day: 3, exercises: { done: 1, total: 2 } },
    ])
    const shown = await page.json<ExerciseAnswer>('GET', '/exercises/3/sum-up')
    expect(shown).toMatchObject({
      attempts: 1,
      hints: { given: [expect.any(String)] },
      lastAttempt: { status: 'failed' },
    })
    const [file] = shown.files
    expect(file).toMatchObject({ path: 'total.ts', text: DRAFT })
    const text = `${DRAFT}// more\n`
    await page.json('PUT', '/exercises/3/sum-up/files', { path: file?.path, text, base: file?.version, judge: false })
    expect(read('01-adding/total.ts')).toBe(text)
    expect((await page.json<ExerciseAnswer>('GET', '/exercises/1/total')).ref).toBe('3/sum-up')
  })

  it('starts an exercise again in the folder that is there, and takes that back', async () => {
    expect((await now('reset', '3/ping')).code).toBe(0)
    expect(read('02-serving/ping.ts')).toBe(readFileSync(join(newer, 'exercises/03-serving/ping.ts'), 'utf8'))
    expect((await now('undo', '--yes')).code).toBe(0)
    expect(read('02-serving/ping.ts')).toBe(PONG)
  })
})

describe('an archive from before', () => {
  it('becomes a workbook under the names of today', async () => {
    rmSync(join(cwd, 'workbook'), { recursive: true })
    expect((await now('import', join(before, 'old.zip'))).code).toBe(0)
    expect(read('02-sums/plus.ts')).toBe(RIGHT)
    expect(read('02-sums/scribbles.md')).toBe('mine\n')
    expect(read('03-serving/sum-up.ts')).toBe(DRAFT)
    expect(existsSync(join(cwd, 'workbook/01-adding'))).toBe(false)
    const { days } = await json('progress')
    expect(days[1].exercises).toMatchObject([{ id: 'plus', status: 'passed' }])
  })

  it('meets work that was begun under the names of today: both are kept', async () => {
    rmSync(join(cwd, 'workbook'), { recursive: true })
    await now('day', '2', '--print')
    await now('day', '3', '--print', '--force')
    writeFileSync(join(cwd, 'workbook/03-serving/sum-up.ts'), '// mine\n')
    await now('import', join(before, 'old.zip'))
    expect(read('02-sums/plus.ts')).toBe(RIGHT)
    expect(read('03-serving/sum-up.ts')).toBe('// mine\n')
    const { files } = await json('import', join(before, 'old.zip'))
    expect(JSON.stringify(files)).toContain('03-serving/sum-up.ts')
  })

  it('goes back to the machine with the old folders, and to the old version', async () => {
    writeFileSync(join(cwd, 'workbook/01-adding/add.ts'), `${RIGHT}// here\n`)
    await now('check', '2/plus')
    await now('note', '1', 'count from one')
    await now('export', 'new.zip')
    expect((await run(TINY_COURSE, before, 'import', join(cwd, 'new.zip'), '--theirs')).code).toBe(0)
    expect(readFileSync(join(before, 'workbook/01-adding/add.ts'), 'utf8')).toBe(`${RIGHT}// here\n`)
    const { stdout } = await run(TINY_COURSE, before, 'progress', '--json')
    const old = JSON.parse(stdout).days
    expect(old[0].exercises).toMatchObject([{ id: 'add', attempts: 1 }, { id: 'total' }])
    expect((await run(TINY_COURSE, before, 'undo', '--yes')).code).toBe(0)
  })
})
