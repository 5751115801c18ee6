/** The whole of `course bench`, as a real process on the tiny course. Short: what is measured is not the point. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeCourse, type Overrides, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'
import { processesWith } from './processes.ts'

const BENCH = 'lessons/02-serving/bench.ts'
const TURNS_BRIEF = ['bench', '2', '--seconds', '0.3']

/** The tiny course with two rounds, a workbook, and perhaps the learner's server in it. */
function setUp(overrides: Overrides = {}, learner?: string) {
  const course = makeCourse(temporaryFolder('bench'), overrides)
  const file = join(course, BENCH)
  if (!(BENCH in overrides)) {
    writeFileSync(file, readFileSync(file, 'utf8').replace('\n  load:', '\n  rounds: 2,\n  load:'))
  }
  const workbook = join(temporaryFolder('workbook'), 'mine')
  mkdirSync(join(workbook, '.course'), { recursive: true })
  writeFileSync(join(workbook, 'package.json'), '{ "type": "module" }')
  if (learner !== undefined) {
    mkdirSync(join(workbook, '02-serving'))
    writeFileSync(join(workbook, '02-serving/ping.ts'), learner)
  }
  return { workbook, env: { COURSE_COURSE: course, COURSE_WORKBOOK: workbook } }
}

const LEARNER = `import express from 'express'
export function buildApp() {
  const app = express()
  app.get('/ping', (_request, response) => { response.send('pong') })
  return app
}
`

/** One server beside the learner's, one round of it. */
const SMALL = {
  [BENCH]: `import { defineBench } from 'backend-workbook/bench'
export default defineBench({
  question: 'Who takes part?',
  variants: [
    { id: 'answers', title: 'answers at once', file: 'bench/answers.ts' },
    { id: 'yours', title: 'your exercise', exercise: 'ping', load: { path: '/ping' } },
  ],
  rounds: 1,
  load: { path: '/work', connections: 2, seconds: 0.2 },
  judge: (results) => ({ verdict: 'clear', headline: \`\${results.length} took part.\`, why: 'So it is.' }),
})
`,
}

describe('course bench', { timeout: 300_000 }, () => {
  it('measures every variant and the learner’s own server, keeps the result and compares with it next time', async () => {
    const { workbook, env } = setUp({}, LEARNER)
    const first = await runCourse([...TURNS_BRIEF, '--json'], { env })
    expect(first.stderr).toBe('')
    expect(first.code).toBe(0)
    const report = JSON.parse(first.stdout)
    expect(Object.keys(report)).toEqual(['version', 'day', 'question', 'results', 'judgement', 'leftOut', 'machine'])
    expect(report.machine).toEqual({ node: process.version, cores: expect.any(Number), platform: process.platform })
    expect(report.results.map(({ id }: { id: string }) => id)).toEqual(['computes', 'answers', 'yours'])
    for (const result of report.results) {
      expect(result.errors, result.id).toBe(0)
      expect(result.requestsPerSecond[0], result.id).toBeGreaterThan(1)
      expect(result.pingP50[0], result.id).toBeGreaterThan(0)
      expect(result.peakMb[0], result.id).toBeGreaterThan(20)
      expect(result.eventLoopUtilisation[2], result.id).toBeLessThanOrEqual(1)
    }
    const [computes, answers] = report.results
    expect(computes.pingP50[1]).toBeGreaterThan(answers.pingP50[1])
    expect(computes.eventLoopDelayP50[1]).toBeGreaterThan(answers.eventLoopDelayP50[1])
    const { events } = JSON.parse(readFileSync(join(workbook, 'progress.json'), 'utf8'))
    expect(events).toMatchObject([{ type: 'bench', day: 2, results: report.results, judgement: report.judgement }])

    const second = await runCourse(TURNS_BRIEF, { env })
    expect(second.stderr).toBe('')
    expect(second.stdout).toContain('How long /ping waits while /work is under load')
    expect(second.stdout.replaceAll(/\s+/g, ' ')).toMatch(/The wait last time \(.+\): computes in the handler .+, now/)
  })

  it.each<[string, string | undefined, RegExp]>([
    ['is not there', undefined, /Left out: your exercise\. It is not in your workbook yet/],
    [
      'throws when it loads',
      'throw new TypeError("no such luck")\n',
      /Left out: your exercise\. TypeError: no such luck/,
    ],
    ['exports nothing', 'export {}\n', /does not export a function named buildApp/],
    [
      'ends at once',
      'console.log("bye"); process.exit(3)\n',
      /Left out: your exercise\. It ended \(exit code 3\)\.\s+bye/,
    ],
    ['answers with errors', LEARNER.replace("'/ping'", "'/pong'"), /GET \/ping answers with 404/],
    [
      'ends under load',
      LEARNER.replace('app.get', 'let n = 0\n  app.get').replace(
        "response.send('pong')",
        'if (++n > 40) process.exit(4); response.send(String(n))',
      ),
      /It ended \(exit code 4\)/,
    ],
  ])('goes on without a learner’s server that %s, and says why', async (_, learner, why) => {
    const { env } = setUp(SMALL, learner)
    const { code, stdout } = await runCourse(['bench', '2'], { env })
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(why)
    expect(stdout).toContain('1 took part.')
    expect(code).toBe(0)
  })

  it.each<[string, Overrides, string[], RegExp]>([
    [
      'a variant that cannot start',
      { 'lessons/02-serving/bench/answers.ts': 'throw new Error("no disk")\n' },
      ['2'],
      /The variant "answers at once" could not run\. Error: no disk/,
    ],
    ['a bench.ts with a typing error', { [BENCH]: 'export default {{\n// load:' }, ['2'], /bench\.ts does not load: /],
    [
      'a bench.ts that exports something else',
      { [BENCH]: 'export default 1\n// load:' },
      ['2'],
      /bench\.ts is not a benchmark/,
    ],
    ['a day without one', {}, ['1'], /Day 1 has no benchmark\.\nDays that have one: 2 \(Serving\)\./],
    ['a day that is not there', {}, ['77'], /77/],
    ['a time that makes no sense', {}, ['2', '--seconds', 'ages'], /--seconds ages is not a time/],
  ])('ends with exit code 2 and one message for %s', async (_, overrides, args, message) => {
    const { workbook, env } = setUp(overrides)
    const { code, stdout, stderr } = await runCourse(['bench', ...args], { env })
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('bug in course')
    expect(stdout).toBe('')
    expect(code).toBe(2)
    expect(existsSync(join(workbook, 'progress.json'))).toBe(false)
  })
})

const FOR_EVER = {
  'lessons/02-serving/bench/computes.ts': `
export function buildApp() {
  return (request, response) => {
    if (request.url === '/work' && process.env.STARTED) for (;;);
    response.end('ok')
  }
}
`,
}

describe.runIf(process.platform === 'linux')('stopping', () => {
  it.each<[NodeJS.Signals, Overrides, number | null]>([
    ['SIGINT', {}, 130],
    ['SIGTERM', {}, 130],
    ['SIGINT', FOR_EVER, 130],
    ['SIGKILL', {}, null],
    ['SIGKILL', FOR_EVER, null],
  ])('%s leaves nothing running and records nothing (%#)', async (signal, overrides, code) => {
    const { workbook, env } = setUp(overrides)
    const mark = `bench-${Math.random()}`
    const child = spawn(process.execPath, [COURSE_BIN, 'bench', '2', '--seconds', '20'], {
      env: courseEnv({ ...env, STARTED: '1', MARK: mark }),
      stdio: 'ignore',
    })
    onTestFinished(() => {
      for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL')
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await until(() => processesWith(mark).length >= 3)
    await new Promise((resolve) => setTimeout(resolve, 1000)) // into the warm-up or the load, whichever it is by now
    const start = performance.now()
    child.kill(signal)
    expect(await ended).toBe(code)
    await until(() => processesWith(mark).length === 0)
    expect(performance.now() - start).toBeLessThan(2000)
    expect(existsSync(join(workbook, 'progress.json'))).toBe(false)
  })
})

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !holds(); ) {
    if (performance.now() > end) throw new Error('this did not come about within 10 s')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
