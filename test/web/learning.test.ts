/** What a learner does through the page is judged and recorded as it is in the terminal. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConflictAnswer, ExerciseAnswer, LiveEvents, SaveAnswer, SolutionAnswer } from '../../src/web/api.ts'
import { TINY_COURSE } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { PROJECT_COURSE } from '../projects/workbook.ts'
import { closePages, openPage, type ServedPage } from './page.ts'

const RIGHT = 'export const add = (a: number, b: number): number => a + b\n'
const WRONG = 'export const add = (a: number, b: number): number => a - b\n'
/** As somebody who does not know about negative numbers. */
const MISTAKEN = readFileSync(
  join(TINY_COURSE, 'solutions/01-adding/mistakes/add/forgets-the-sign.ts'),
  'utf8',
).replace(/^\/\*[\s\S]*?\*\/\n/, '')

afterEach(closePages)

function recorded({ workbook }: ServedPage): { type: string }[] {
  return JSON.parse(readFileSync(join(workbook, 'progress.json'), 'utf8')).events
}

async function exerciseOf(page: ServedPage, ref = '1/add'): Promise<ExerciseAnswer> {
  return page.json('GET', `/exercises/${ref}`)
}

async function save(page: ServedPage, text: string, judge = true): Promise<string> {
  const { files } = await exerciseOf(page)
  const body = { path: 'add.ts', text, base: files[0]?.version, judge }
  return (await page.json<SaveAnswer>('PUT', '/exercises/1/add/files', body)).version
}

describe('a first day', () => {
  it('is read, tried, done and asked about; all of it is in the record, and in what the page shows next', async () => {
    const page = await openPage()
    const { json } = page
    expect(await json('GET', '/home')).toMatchObject({ isFirstTime: true, next: { kind: 'read', day: 1 } })
    const day = await json<{ sections: { anchor: string; html: string }[] }>('GET', '/days/1')
    expect(day.sections.map(({ anchor }) => anchor)).toEqual(['opening', 'what-plus-does', 'a-list', 'exercises'])
    expect(day.sections[1]?.html).toMatch(/^<h2 id="what-plus-does">What plus does<\/h2>[\s\S]*hljs-[\s\S]*<table>/)
    await json('POST', '/days/1/visited', { section: 'a-list' })
    expect(await json('GET', '/home')).toMatchObject({ isFirstTime: false, next: { section: 'a-list' } })

    const demo = await page.ask('POST', '/api/days/1/demos/adding')
    const lines = demo.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines[0]).toMatchObject({ stream: 'stdout', text: expect.stringMatching(/1 \+ 1/) })
    expect(lines.at(-1)).toEqual({ end: true, code: 0 })

    const live = await page.live('1/add')
    await save(page, RIGHT)
    expect(await live.next('judging')).toEqual({ ref: '1/add', waiting: false })
    expect(await live.next('check')).toMatchObject({ ref: '1/add', status: 'passed' })
    expect(await live.next('verdict')).toMatchObject({ ref: '1/add', isPassed: true, verdict: { status: 'passed' } })
    await live.next('record')
    live.close()

    const question = '/quiz/1/typed-sum'
    expect(await json('POST', question, { answer: 'no' })).toMatchObject({ correct: false, right: expect.any(String) })
    const { right } = await json<{ right: string }>('POST', question, { answer: 'no' })
    const answer = right.replace(/<[^>]+>/g, '')
    expect(await json('POST', question, { answer })).toMatchObject({ correct: true })
    expect(await json('GET', '/quiz/1')).toMatchObject({
      questions: expect.arrayContaining([expect.objectContaining({ id: 'typed-sum', last: 'right' })]),
    })
    expect(await json('GET', '/progress')).toMatchObject({ totals: { exercises: { done: 1 } }, activeDays: 1 })
    expect(recorded(page).map(({ type }) => type)).toEqual(['visited', 'demo', 'attempt', 'answer', 'answer', 'answer'])
  })

  it('shows the solution, the difference and what others got wrong after the pass', async () => {
    const page = await openPage()
    const live = await page.live('1/add')
    await save(page, RIGHT)
    await live.next('verdict')
    const shown = await page.json<SolutionAnswer>('POST', '/exercises/1/add/solution', { anyway: false })
    expect(shown.files).toMatchObject([{ path: 'add.ts', html: expect.stringMatching(/hljs-/) }])
    expect(shown.differences).toMatchObject([{ path: 'add.ts', hunks: [{ mineFrom: 1 }] }])
    expect(shown.mistakes.map(({ name }) => name)).toEqual(['always-minus-one', 'forgets-the-sign'])
    await expect.poll(() => recorded(page).at(-1)).toMatchObject({ type: 'solution-seen', beforePassing: false })
    expect(await exerciseOf(page)).toMatchObject({ status: 'passed', solution: { isOpen: true, wasSeen: true } })
  })
})

describe('an exercise that is open', () => {
  it('has what its code printed in the verdict, safe to show and not too long', async () => {
    const page = await openPage()
    await exerciseOf(page)
    const live = await page.live('1/add')
    const loud = `console.log('\\x1b[31mred\\x1b[0m')\nconsole.log('x'.repeat(40_000))\n${RIGHT}`
    writeFileSync(join(page.workbook, '01-adding/add.ts'), loud)
    const { verdict } = await live.next('verdict')
    expect(verdict.printed).toEqual({ lines: 2, text: expect.stringMatching(/^red\nx+ …$/) })
    expect(verdict.printed?.text.length).toBeLessThan(20_000)
  })

  it('is judged when another editor saves it, by renaming as well, and the page has the text at once', async () => {
    const page = await openPage()
    await exerciseOf(page)
    const live = await page.live('1/add')
    const file = join(page.workbook, '01-adding/add.ts')
    writeFileSync(`${file}.tmp`, MISTAKEN)
    renameSync(`${file}.tmp`, file)
    await live.next('files')
    expect(await live.next('files')).toMatchObject({ files: [{ path: 'add.ts', text: MISTAKEN }] })
    const { verdict, mistake } = await live.next('verdict')
    expect(verdict.status).toBe('failed')
    expect(verdict.checks.find(({ status }) => status === 'failed')).toMatchObject({ read: 'what-plus-does' })
    expect(mistake).toMatchObject({ wrong: 'It takes every number for a positive one.' })
    writeFileSync(file, RIGHT)
    expect((await live.next('verdict')).isPassed).toBe(true)
  })

  it('is judged in its newest state, however fast it is saved, and once for each state that a tab asks for', async () => {
    const page = await openPage()
    const live = await page.live('1/add')
    for (const text of [WRONG, `${WRONG}\n`, `${WRONG}\n\n`, RIGHT]) await save(page, text)
    for (;;) if ((await live.next('verdict')).isPassed) break
    expect(live.events.filter(({ name }) => name === 'verdict').length).toBeLessThanOrEqual(4)
    // A text that no tab was told before: of one that was, nothing need be told.
    await save(page, `// For another time.\n${WRONG}`, false)
    await live.next('files')
    await page.ask('POST', '/api/exercises/1/add/check')
    expect((await live.next('verdict')).isPassed).toBe(false)
    const attempts = () => recorded(page).filter(({ type }) => type === 'attempt')
    await expect.poll(() => attempts().length).toBe(live.events.filter(({ name }) => name === 'verdict').length)
  })

  it('is judged as soon as a tab looks, where it was saved to be judged while none did', async () => {
    const page = await openPage()
    await exerciseOf(page)
    await save(page, RIGHT)
    expect((await (await page.live('1/add')).next('verdict')).isPassed).toBe(true)
  })

  it('is not judged when a tab looks, where what was saved last is for another time', async () => {
    const page = await openPage()
    await exerciseOf(page)
    await save(page, WRONG)
    await save(page, RIGHT, false)
    const live = await page.live('1/add')
    await live.next('files')
    await page.ask('POST', '/api/exercises/1/add/check')
    expect((await live.next('verdict')).isPassed).toBe(true)
    expect(live.events.filter(({ name }) => name === 'judging').length).toBe(1)
  })

  it('saved in two places keeps both: the page is told what is there and nothing is written over', async () => {
    const page = await openPage()
    const { files } = await exerciseOf(page)
    const file = join(page.workbook, '01-adding/add.ts')
    writeFileSync(file, WRONG)
    const body = { path: 'add.ts', text: RIGHT, base: files[0]?.version, judge: false }
    const answer = await page.ask('PUT', '/api/exercises/1/add/files', { body })
    expect(answer.status).toBe(409)
    const { theirs } = JSON.parse(answer.text) as ConflictAnswer
    expect(theirs).toMatchObject({ path: 'add.ts', text: WRONG })
    expect(readFileSync(file, 'utf8')).toBe(WRONG)
    await page.json('PUT', '/exercises/1/add/files', { ...body, base: theirs?.version })
    expect(readFileSync(file, 'utf8')).toBe(RIGHT)
    rmSync(file)
    const gone = await page.ask('PUT', '/api/exercises/1/add/files', { body })
    expect([gone.status, JSON.parse(gone.text).theirs]).toEqual([409, null])
    await page.json('PUT', '/exercises/1/add/files', { ...body, base: null })
    expect(readFileSync(file, 'utf8')).toBe(RIGHT)
  })

  it('is written back as it was: line ends, rights, and nothing at all where it is no text', async () => {
    const page = await openPage()
    await exerciseOf(page)
    const file = join(page.workbook, '01-adding/add.ts')
    writeFileSync(file, WRONG.replaceAll('\n', '\r\n'), { mode: 0o755 })
    const mode = () => statSync(file).mode
    const before = mode()
    expect((await exerciseOf(page)).files[0]?.text).toBe(WRONG)
    await save(page, RIGHT, false)
    expect(readFileSync(file, 'utf8')).toBe(RIGHT.replaceAll('\n', '\r\n'))
    expect(mode()).toBe(before)
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0]))
    expect((await exerciseOf(page)).files).toEqual([{ path: 'add.ts', version: expect.any(String) }])
  })

  it('starts again with its starter, and the version before is kept', async () => {
    const page = await openPage()
    await save(page, WRONG, false)
    const {
      status,
      kept = '',
      files,
    } = await page.json<{ status: string; kept?: string; files: { text: string }[] }>('POST', '/exercises/1/add/reset')
    expect([status, files[0]?.text]).toEqual(['reset', expect.not.stringContaining('a - b')])
    expect(readFileSync(join(page.cwd, kept), 'utf8')).toBe(WRONG)
    expect(recorded(page)).toMatchObject([{ type: 'reset', exercise: '1/add' }])
  })

  it('is judged for two tabs at once, while a terminal judges it, too; no event is lost', async () => {
    const page = await openPage()
    const tabs = [await page.live('1/add'), await page.live('1/add')]
    await save(page, WRONG)
    const [one, two] = await Promise.all(tabs.map((tab) => tab.next('verdict')))
    expect(one).toEqual(two)
    const ran = await Promise.all([
      runCourse(['check', '1/add'], { cwd: page.cwd }),
      page.json('POST', '/exercises/1/add/hint'),
      runCourse(['note', '1', 'from the terminal'], { cwd: page.cwd }),
      page.json('POST', '/quiz/1/typed-sum', { answer: '1' }),
    ])
    expect(ran[0]).toMatchObject({ code: 1 })
    const types = () =>
      recorded(page)
        .map(({ type }) => type)
        .sort()
    await expect.poll(types).toEqual(['answer', 'attempt', 'attempt', 'hint', 'note'])
    for (const tab of tabs) await tab.next('record')
  })
})

it('what is amiss with the record is said once, in every tab, and what was judged is shown all the same', async () => {
  const page = await openPage()
  const live = await page.live('1/add')
  writeFileSync(join(page.workbook, 'progress.json'), JSON.stringify({ version: 1, events: [{ type: 'hint' }] }))
  await save(page, RIGHT)
  const { isPassed } = await live.next('verdict')
  expect(isPassed).toBe(true)
  const another = await page.live()
  for (const tab of [live, another]) {
    const warnings = () => tab.events.filter(({ name }) => name === 'warning')
    await expect
      .poll(warnings)
      .toMatchObject([{ data: { message: expect.stringContaining('could not be understood') } }])
  }
})

describe('two exercises at once', () => {
  it('are judged one after the other', async () => {
    const page = await openPage()
    const [add, total] = [await page.live('1/add'), await page.live('1/total')]
    await page.ask('POST', '/api/exercises/1/add/check')
    await page.ask('POST', '/api/exercises/1/total/check')
    expect(await add.next('judging')).toMatchObject({ waiting: false })
    expect(await total.next('judging')).toMatchObject({ waiting: true })
    const verdicts: LiveEvents['verdict'][] = await Promise.all([add.next('verdict'), total.next('verdict')])
    expect(verdicts.map(({ ref, verdict }) => [ref, verdict.status])).toEqual([
      ['1/add', 'failed'],
      ['1/total', 'failed'],
    ])
    expect(verdicts[0]?.verdict.notes.join()).toContain('counts as no attempt')
  })
})

describe('a day behind a gate', () => {
  it('is closed, says what opens it, and is opened anyway only when the learner says so', async () => {
    const page = await openPage({ env: { COURSE_COURSE: PROJECT_COURSE } })
    for (const path of ['/days/2', '/exercises/2/twice', '/live?exercise=2/twice']) {
      const { status, text } = await page.ask('GET', `/api${path}`)
      expect([status, JSON.parse(text).error.message]).toEqual([423, expect.stringContaining('is closed until gate')])
    }
    await page.json('POST', '/days/2/open')
    expect(await page.json('GET', '/days/2')).toMatchObject({ day: 2, exercises: [{ id: 'twice' }] })
    expect(recorded(page)).toMatchObject([{ type: 'forced', day: 2 }])
  })

  it('a project has its files, its requirements and its points', async () => {
    const page = await openPage({ env: { COURSE_COURSE: PROJECT_COURSE } })
    const shown = await exerciseOf(page, '1/notes-api')
    expect(shown.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['notes-api/src/app.ts', 'notes-api/src/server.ts']),
    )
    expect(shown.project?.requirements.length).toBeGreaterThan(0)
    const inside = join(page.workbook, '01-notes/notes-api/src')
    mkdirSync(inside, { recursive: true })
    const body = { path: 'notes-api/src/more.ts', text: 'export {}\n', base: null, judge: false }
    await page.json('PUT', '/exercises/1/notes-api/files', body)
    expect(readFileSync(join(inside, 'more.ts'), 'utf8')).toBe('export {}\n')
  })
})

describe('also', () => {
  it('a program is traced, and one that does not end is ended', async () => {
    const page = await openPage()
    const text = "setTimeout(() => console.log('later'), 1)\nprocess.nextTick(() => console.log('first'))\n"
    const traced = await page.json('POST', '/trace', { text, kind: 'mjs' })
    expect(traced).toMatchObject({
      trace: { end: { how: 'finished' }, output: { stdout: 'first\nlater\n' } },
      words: expect.arrayContaining([expect.objectContaining({ place: 'line 1' })]),
      text: expect.stringContaining('later'),
      end: [],
    })
    const endless = await page.json('POST', '/trace', { text: 'for (;;);', kind: 'cjs', seconds: 1 })
    expect(endless).toMatchObject({ trace: { end: { how: 'time' } }, end: [expect.stringContaining('still ran')] })
  })

  it('what is looked for is found, with the words set off', async () => {
    const page = await openPage()
    const { found } = await page.json<{ found: { kind: string; context: object[] }[] }>('GET', '/search?q=string')
    expect(found[0]).toMatchObject({ day: 1, dayTitle: 'Adding' })
    expect(found.flatMap(({ context }) => context)).toContainEqual({ text: 'string', isFound: true })
    expect(await page.json('GET', '/search?q=ading')).toMatchObject({
      found: expect.arrayContaining([expect.objectContaining({ title: 'Adding' })]),
    })
  })

  it('what is due comes back, questions with their answers left out', async () => {
    const page = await openPage()
    await page.json('POST', '/quiz/1/plus-and-strings', { answer: '1' })
    await page.json('POST', '/quiz/1/typed-sum', { answer: 'no' })
    const { questions } = await page.json<{ questions: object[] }>('GET', '/review')
    expect(questions).toContainEqual(expect.objectContaining({ id: 'typed-sum', dayTitle: 'Adding', last: 'wrong' }))
    expect(JSON.stringify(questions)).not.toMatch(/because|correct/)
  })

  it('there is nothing at other addresses, and each answer says where to go on', async () => {
    const page = await openPage()
    for (const path of [
      '/days/99',
      '/days/nothing',
      '/exercises/1/nothing',
      '/quiz/99',
      '/nothing',
      '/live?exercise=9/x',
    ]) {
      const { status, text } = await page.ask('GET', `/api${path}`)
      expect([path, status, JSON.parse(text).error.hint]).toEqual([path, 404, expect.stringMatching(/./)])
    }
  })
})
