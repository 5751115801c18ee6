/** A benchmark on the page: measured as in the terminal, told while it runs, and ended with nothing left. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { duration } from '../../src/bench/compare.ts'
import type { BenchAnswer } from '../../src/web/api.ts'
import { processesWith } from '../bench/processes.ts'
import { runCourse } from '../fixtures/cli.ts'
import { benchCourse, benchEvents, ofType, type Running, runBench } from './bench-course.ts'
import { closePages, openPage, type ServedPage } from './page.ts'

afterEach(closePages)

const ENDLESS_DEMO = "console.log('begun')\nsetInterval(() => undefined, 1000)\n"

function putExercise({ workbook }: ServedPage, text: string): void {
  mkdirSync(join(workbook, '02-serving'), { recursive: true })
  mkdirSync(join(workbook, '.course'), { recursive: true })
  writeFileSync(join(workbook, '02-serving/ping.ts'), text)
}

const PING = `export function buildApp() {
  return (request, response) => {
    response.end('pong')
  }
}
`

/** What its load has shown so far has come. */
async function isUnderLoad({ lines }: Running): Promise<void> {
  await expect.poll(() => ofType(lines, 'progress').some(({ soFar }) => soFar !== undefined)).toBe(true)
}

describe('a benchmark on the page', () => {
  it('says what it is about, and tells at once what is measured, turn by turn; the record has it as from a terminal', async () => {
    const page = await openPage({ env: { COURSE_COURSE: benchCourse({ yours: true, seconds: 1 }) } })
    putExercise(page, PING)
    const about = await page.json<BenchAnswer>('GET', '/days/2/bench')
    expect(about).toEqual({
      question: 'Who waits for whom?',
      variants: [
        { id: 'computes', title: 'Computes' },
        { id: 'answers', title: 'Answers' },
        { id: 'yours', title: 'Your server', exercise: 'ping' },
      ],
      ...{ path: '/work', ping: '/ping', rounds: 2, seconds: 1, command: 'course bench 2' },
    })

    const { lines, over } = await runBench(page)
    await over
    const turns = ofType(lines, 'turn')
    expect(turns.map(({ id, round }) => `${id} ${round}`)).toEqual(
      [1, 2].flatMap((round) => ['computes', 'answers', 'yours'].map((id) => `${id} ${round}`)),
    )
    const progress = ofType(lines, 'progress')
    expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).sort((a, b) => a - b))
    for (const { id, round } of turns) {
      const shown = progress.filter((each) => each.id === id && each.round === round && each.soFar !== undefined)
      expect(shown.length, `figures of ${id} in round ${round}`).toBeGreaterThan(0)
    }
    const answered = progress.filter(({ id }) => id === 'answers').map(({ soFar }) => soFar?.answered ?? 0)
    expect(Math.max(...answered)).toBeGreaterThan(10)

    const [done] = ofType(lines, 'done')
    const { results = [], judgement, leftOut, machine, previous } = done?.report ?? {}
    for (const { id, pingP50, requestsPerSecond } of results) {
      const ofTurns = (pick: (turn: (typeof turns)[number]) => number) =>
        turns.filter((turn) => turn.id === id).map(pick)
      const waits = ofTurns((turn) => turn.pingP50)
      const rates = ofTurns((turn) => turn.requestsPerSecond)
      expect([pingP50[0], pingP50[2]]).toEqual([Math.min(...waits), Math.max(...waits)])
      expect([requestsPerSecond[0], requestsPerSecond[2]]).toEqual([Math.min(...rates), Math.max(...rates)])
    }
    expect(results.map(({ id, errors }) => [id, errors])).toEqual([
      ['computes', 0],
      ['answers', 0],
      ['yours', 0],
    ])
    expect(judgement).toMatchObject({ verdict: 'clear', headline: '3 were measured.', notes: ['A note.'] })
    expect([leftOut, machine?.node, previous]).toEqual([[], process.version, undefined])
    expect(benchEvents(page)).toEqual([
      { at: expect.any(String), type: 'bench', day: 2, room: '02-serving', results, judgement: expect.anything() },
    ])
    expect(await page.json('GET', '/days/2/bench')).toMatchObject({ last: { headline: '3 were measured.' } })
  })

  it('has the run of a terminal before it, and a terminal has its', async () => {
    const env = { COURSE_COURSE: benchCourse({ rounds: 1, seconds: 0.2 }) }
    const page = await openPage({ env })
    const ran = await runCourse(['bench', '2', '--json'], { cwd: page.cwd, env })
    const { lines, over } = await runBench(page, { seconds: 0.3 })
    await over
    const [done] = ofType(lines, 'done')
    expect(done?.report.previous?.results).toEqual(JSON.parse(ran.stdout).results)
    expect(done?.report).toMatchObject({ seconds: 0.3, rounds: 1, judgement: { verdict: 'inconclusive' } })
    const again = await runCourse(['bench', '2'], { cwd: page.cwd, env })
    const wait = done?.report.results.find(({ id }) => id === 'computes')?.pingP50[1] ?? 0
    expect(again.stdout.replaceAll(/\s+/g, ' ')).toContain(`Computes ${duration(wait)}, now`)
    expect(benchEvents(page)).toHaveLength(3)
  })

  it('goes on without a server of the learner’s that fails, and says why at once and at the end', async () => {
    const page = await openPage({ env: { COURSE_COURSE: benchCourse({ yours: true, seconds: 0.2 }) } })
    const absent = await runBench(page)
    await absent.over
    expect(ofType(absent.lines, 'left-out')).toMatchObject([
      { id: 'yours', reason: expect.stringContaining('not in your workbook yet') },
    ])
    putExercise(page, 'console.log("bye")\nthrow new TypeError("no such luck")\n')
    const { lines, over } = await runBench(page)
    await over
    const reason = expect.stringContaining('TypeError: no such luck')
    expect(ofType(lines, 'left-out')).toMatchObject([{ id: 'yours', title: 'Your server', reason }])
    expect(ofType(lines, 'done')[0]?.report).toMatchObject({
      results: [{ id: 'computes' }, { id: 'answers' }],
      leftOut: [{ id: 'yours', reason, output: expect.stringContaining('bye') }],
    })
  })

  it('that cannot run says so with what to do, and is not recorded', async () => {
    const course = benchCourse()
    const page = await openPage({ env: { COURSE_COURSE: course } })
    writeFileSync(join(course, 'lessons/02-serving/bench/answers.ts'), 'throw new Error("no disk")\n')
    const { lines, over } = await runBench(page, { seconds: 0.2 })
    await over
    expect(lines.at(-1)).toMatchObject({
      type: 'refused',
      error: {
        message: expect.stringContaining('"Answers" could not run. Error: no disk'),
        hint: expect.stringContaining('Run it again'),
      },
    })
    expect(benchEvents(page)).toEqual([])
  })

  it('is read anew when its file has changed, and one that does not load says why', async () => {
    const course = benchCourse()
    const page = await openPage({ env: { COURSE_COURSE: course } })
    const file = join(course, 'lessons/02-serving/bench.ts')
    expect(await page.json('GET', '/days/2/bench')).toMatchObject({ rounds: 2 })
    writeFileSync(file, 'export default {{')
    const { status, text } = await page.ask('GET', '/api/days/2/bench')
    expect([status, JSON.parse(text).error.message]).toEqual([409, expect.stringContaining('does not load')])
  })

  it.each<[string, string, object | undefined, number, RegExp]>([
    ['GET', '/days/1/bench', undefined, 409, /Day 1 has no benchmark/],
    ['POST', '/days/1/bench', {}, 409, /Day 1 has no benchmark/],
    ['GET', '/days/77/bench', undefined, 404, /77/],
    ['POST', '/days/2/bench', { seconds: 61 }, 400, /not a request/],
    ['POST', '/days/2/bench', { seconds: '1' }, 400, /not a request/],
  ])('%s %s with %j is refused', async (method, path, body, status, message) => {
    const page = await openPage()
    const answer = await page.ask(method, `/api${path}`, { body })
    expect([answer.status, JSON.parse(answer.text).error.message]).toEqual([status, expect.stringMatching(message)])
  })
})

describe.runIf(process.platform === 'linux')('a benchmark that is left', () => {
  const marked = () => `bench-${Math.random()}`
  /** A server that does not hear that it is to end. */
  const FOR_EVER = `export function buildApp() {
  return (request, response) => {
    if (request.url === '/work' && process.env.STARTED) for (;;);
    response.end('ok')
  }
}
`

  it('ends with all that it has started when its reader goes, and nothing is recorded', async () => {
    const mark = marked()
    const page = await openPage({ env: { COURSE_COURSE: benchCourse(), MARK: mark } })
    const running = await runBench(page, { seconds: 30 })
    await isUnderLoad(running)
    expect(processesWith(mark).length).toBe(4)
    running.leave()
    await running.over
    await expect.poll(() => processesWith(mark)).toEqual([page.child.pid])
    expect(benchEvents(page)).toEqual([])
    expect(await page.json('GET', '/home')).toMatchObject({ title: 'A tiny course' })
  })

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'ends with the server of the page (%s), whatever its servers do',
    async (signal) => {
      const mark = marked()
      const course = benchCourse()
      writeFileSync(join(course, 'lessons/02-serving/bench/computes.ts'), FOR_EVER)
      const page = await openPage({ env: { COURSE_COURSE: course, MARK: mark, STARTED: '1' } })
      const running = await runBench(page, { seconds: 30 })
      const cut = running.over.catch((error: Error) => error.message)
      await expect.poll(() => processesWith(mark).length).toBe(4)
      page.child.kill(signal)
      await cut
      await expect.poll(() => processesWith(mark)).toEqual([])
      expect(benchEvents(page)).toEqual([])
    },
  )
})

describe('two at once', () => {
  it('a second benchmark waits for the first, and one that gives up while it waits never begins', async () => {
    const page = await openPage({ env: { COURSE_COURSE: benchCourse({ rounds: 1 }) } })
    const first = await runBench(page)
    const [second, left] = [await runBench(page), await runBench(page)]
    await expect.poll(() => second.lines[0]).toEqual({ type: 'waiting', for: 'bench' })
    left.leave()
    await Promise.all([first.over, second.over, left.over])
    expect(first.lines.some(({ type }) => type === 'waiting')).toBe(false)
    expect(second.lines.at(-1)).toMatchObject({ type: 'done', report: { previous: { at: expect.any(String) } } })
    expect(benchEvents(page)).toHaveLength(2)
  })

  it('what is saved while it runs is judged after it, and it waits for a judge', async () => {
    const page = await openPage({ env: { COURSE_COURSE: benchCourse({ rounds: 1 }) } })
    const live = await page.live('1/add')
    const running = await runBench(page)
    await isUnderLoad(running)
    await page.ask('POST', '/api/exercises/1/add/check')
    expect(await live.next('judging')).toEqual({ ref: '1/add', waiting: true, for: 'bench' })
    const before = running.lines.length
    await live.next('verdict')
    await running.over
    expect(running.lines.length).toBeGreaterThan(before)
    expect(running.lines.at(-1)?.type).toBe('done')

    await page.ask('POST', '/api/exercises/1/add/check')
    await live.next('judging')
    const after = await runBench(page)
    await expect.poll(() => after.lines[0]).toEqual({ type: 'waiting', for: 'judge' })
    after.leave()
    await live.next('verdict')
  })

  it('neither a demo nor a trace begins beside it, and it does not begin beside a demo', async () => {
    const course = benchCourse()
    writeFileSync(join(course, 'lessons/01-adding/demo/adding.ts'), ENDLESS_DEMO)
    const page = await openPage({ env: { COURSE_COURSE: course } })
    const running = await runBench(page, { seconds: 10 })
    await isUnderLoad(running)
    const bent = expect.stringContaining('A benchmark is being measured')
    const demo = await page.ask('POST', '/api/days/1/demos/adding')
    expect(JSON.parse(demo.text.trim())).toMatchObject({ refused: { message: bent } })
    const trace = await page.ask('POST', '/api/trace', { body: { text: '1', kind: 'mjs' } })
    expect([trace.status, JSON.parse(trace.text)]).toMatchObject([409, { error: { message: bent } }])
    running.leave()
    await running.over

    const stop = new AbortController()
    const begin = () =>
      fetch(`http://127.0.0.1:${page.port}/api/days/1/demos/adding`, {
        method: 'POST',
        headers: { cookie: page.cookie, origin: `http://127.0.0.1:${page.port}` },
        signal: stop.signal,
      })
    const firstWords = async () => {
      const reader = (await begin()).body?.getReader()
      return new TextDecoder().decode((await reader?.read())?.value)
    }
    // The benchmark that was left may take a moment to end.
    await expect.poll(firstWords).toContain('begun')
    const beside = await runBench(page)
    await beside.over
    expect(beside.lines).toMatchObject([
      { type: 'refused', error: { message: expect.stringContaining('A demo or a trace is running') } },
    ])
    stop.abort()
  })
})
