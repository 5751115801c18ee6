/** Projects that never listen, hang, end or stay, through the real command line: a named verdict, nothing left behind. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CheckOutcome, VerdictStatus } from '../../src/engine/judge/verdict.ts'
import { course, workbookWith } from './workbook.ts'

/** What learners are promised of any code, beside whatever else the machine does. */
const VERDICT_WITHIN_MS = 15_000

interface Hostile {
  name: string
  server: string
  status: VerdictStatus
  /** What the message or the output says. */
  says: RegExp
}

const START = `import { createServer } from 'node:http'
import { listener } from './app.ts'
`
const LISTEN = 'createServer(listener).listen(Number(process.env.PORT))\n'

const hostile: Hostile[] = [
  {
    name: 'never listens',
    server: 'setInterval(() => {}, 1000)',
    status: 'timed-out',
    says: /did not answer GET \/health/,
  },
  {
    name: 'listens on a port of its own choice',
    server: `${START}createServer(listener).listen(0)`,
    status: 'timed-out',
    says: /on the port in PORT/,
  },
  {
    name: 'answers /health with 404',
    server:
      "import { createServer } from 'node:http'\ncreateServer((_, r) => r.writeHead(404).end()).listen(Number(process.env.PORT))",
    status: 'timed-out',
    says: /with 404, not with 200/,
  },
  {
    name: 'exits at start',
    server: "console.log('no DATABASE given')\nprocess.exit(3)",
    status: 'crashed',
    says: /exit code 3/,
  },
  { name: 'throws at start', server: "throw new TypeError('oh no')", status: 'crashed', says: /TypeError: oh no/ },
  { name: 'is no TypeScript', server: 'const = 3', status: 'crashed', says: /Syntax error/ },
  {
    name: 'blocks its loop at start',
    server: 'while (true) {}',
    status: 'timed-out',
    says: /event loop busy|within \d+ s/,
  },
  {
    name: 'blocks its loop in a handler',
    server: `import { createServer } from 'node:http'
createServer((request, response) => {
  if (request.method === 'POST') while (true) {}
  response.end('ok')
}).listen(Number(process.env.PORT))`,
    status: 'timed-out',
    says: /POST \/notes was not answered within [\d.]+ s, and GET \/health/,
  },
  {
    name: 'needs more memory than there is',
    server: `${START}${LISTEN}const all = []
setInterval(() => { for (let i = 0; i < 10; i++) all.push(Buffer.alloc(20_000_000, 1)) }, 5)`,
    status: 'out-of-memory',
    says: /limitMb/,
  },
]

function left(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)
    } catch {
      return false
    }
  })
}

async function judged(server: string) {
  const mark = `HOSTILE_PROJECT=${Math.random()}`
  const place = workbookWith({ 'src/server.ts': server })
  const [name = '', value] = mark.split('=')
  const start = performance.now()
  const { stdout, code } = await course(place, ['check', '1', '--json'], { env: { [name]: value }, timeout: 400_000 })
  const [verdict] = JSON.parse(stdout).results
  return { verdict, code, ms: performance.now() - start, left: process.platform === 'linux' ? left(mark) : [] }
}

describe('a project that', { timeout: 400_000 }, () => {
  it.each(hostile)('$name', async ({ server, status, says }) => {
    const { verdict, code, ms, left } = await judged(server)
    expect(verdict).toMatchObject({ status })
    expect(JSON.stringify(verdict)).toMatch(says)
    expect(code).toBe(1)
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
    expect(left).toEqual([])
  })

  it('shows what it printed before it ended', async () => {
    const { verdict } = await judged("console.log('no DATABASE given')\nprocess.exit(3)")
    expect(verdict.output).toBe('no DATABASE given')
    expect(verdict.score).toMatchObject({ points: 0, of: 100, pass: 70 })
    expect(verdict.checks.map(({ status }: CheckOutcome) => status)).toEqual(Array(6).fill('not-run'))
  })

  it('keeps running after SIGTERM fails that check, and is gone afterwards', async () => {
    const server = `${START}${LISTEN}process.on('SIGTERM', () => {})\nprocess.on('SIGHUP', () => {})`
    const { verdict, code, left } = await judged(server)
    expect(verdict).toMatchObject({ status: 'failed', score: { points: 80 } })
    expect(code).toBe(0)
    expect(left).toEqual([])
  })

  it('leaves processes of its own behind', async () => {
    const server = `${START}${LISTEN}
import { spawn } from 'node:child_process'
spawn('sleep', ['60'], { stdio: 'ignore' })
spawn('sleep', ['60'], { stdio: 'ignore', detached: true }).unref()
process.on('SIGTERM', () => process.exit(0))`
    const { verdict, left } = await judged(server)
    expect(verdict.status).toBe('passed')
    expect(left).toEqual([])
  })

  it('lets one route hang fails that check alone', async () => {
    const server = `${START}createServer((request, response) => {
  if (request.method !== 'GET' || request.url !== '/notes') listener(request, response)
}).listen(Number(process.env.PORT)).on('close', () => {})
process.once('SIGTERM', () => process.exit(0))`
    const { verdict } = await judged(server)
    const failed = verdict.checks.filter(({ status }: CheckOutcome) => status === 'failed')
    expect(failed).toMatchObject([
      {
        title: 'lists what was sent',
        message: expect.stringMatching(/^GET \/notes was not answered within [\d.]+ s$/),
      },
    ])
    expect(verdict.score.points).toBe(80)
  })
})
