/** What a learner's code prints is a part of the verdict, and passes for nothing else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../src/engine/judge/verdict.ts'
import { runCourse } from '../fixtures/cli.ts'
import { workbookWith } from './hostile-answers.ts'

const RIGHT = 'a + b'
const WRONG = 'a - b'

/** An answer to 1/add that prints when it loads and in each call. */
function adding(sum: string, { loading = '', calling = '' }): string {
  return `${loading}\nexport function add(a: number, b: number): number {\n  ${calling}\n  return ${sum}\n}\n`
}

function serving(inHandler: string): string {
  return `import { createServer } from 'node:http'
console.log('starting')
export const buildApp = () => createServer((request, response) => {
  console.log('asked for', request.url)
  ${inHandler}
})
`
}

async function shown(
  code: string,
  { path = '01-adding/add.ts', ref = '1/add', flags = [] as string[], env = {} } = {},
) {
  const { cwd } = workbookWith(path, code)
  const ran = await runCourse(['check', ref, ...flags], { cwd, env })
  return { ...ran, cwd }
}

async function verdictOn(code: string, place = {}): Promise<Verdict> {
  return JSON.parse((await shown(code, { ...place, flags: ['--json'] })).stdout)
}

const PING = { path: '02-serving/ping.ts', ref: '2/ping' }

describe('what an exercise prints', () => {
  it('is shown below its checks, from the file and from each call, on either stream', async () => {
    const code = adding(WRONG, {
      loading: "console.log('loaded', { a: [1] })",
      calling: "console.log('add', a, b); process.stdout.write('\\tno end'); console.error()",
    })
    const { stdout } = await shown(code)
    expect(stdout).toContain('Your code printed:\n  │ loaded { a: [ 1 ] }\n')
    expect(stdout).toContain('  │ add 2 3\n')
    expect(stdout).toContain('  │ add 2 -3\n')
    expect(stdout).toContain('  no end')
    expect(stdout.indexOf('Your code printed')).toBeGreaterThan(stdout.indexOf('received  5'))
    expect(stdout).toMatch(/Not yet: 0 of 2 checks pass.*\nStuck\?.*\n$/)
  })

  it('changes nothing else in the verdict', async () => {
    const silent = await verdictOn(adding(WRONG, {}))
    const { printed, ...loud } = await verdictOn(adding(WRONG, { calling: "console.log('a')" }))
    expect(printed).toEqual({ text: 'a\na\n', lines: 2 })
    expect(untimed(loud)).toEqual(untimed(silent))
    expect(silent).not.toHaveProperty('printed')
  })

  it('is one line after a pass, and all of it with --all', async () => {
    const code = adding(RIGHT, { calling: "for (let line = 0; line < 30; line += 1) console.log('line', line)" })
    const passed = await shown(code)
    expect(passed.code).toBe(0)
    expect(passed.stdout).toContain('Your code printed 60 lines: course check 1/add --all shows them.\n')
    expect(passed.stdout).not.toContain('line 0')
    const all = (await shown(code, { flags: ['--all'] })).stdout
    expect(all.match(/^ {2}│ line \d+$/gm)).toHaveLength(60)
    expect(all).not.toContain('more line')
  })

  it('is counted where it is long, however much it is, and kept up to 64 KB', async () => {
    const calling = "if (b > 0) for (let line = 0; line < 8000; line += 1) console.log('line', line)"
    const { stdout } = await shown(adding(WRONG, { calling }))
    expect(stdout.match(/^ {2}│ line \d+$/gm)).toHaveLength(20)
    expect(stdout).toContain('  … and 7,980 more lines\n')
    const { printed } = await verdictOn(adding(WRONG, { calling }))
    expect(printed).toMatchObject({ lines: 8000, text: expect.stringMatching(/^line 0\nline 1\n/) })
    expect(printed?.text).toHaveLength(64 * 1024)
  })

  it('fills no screen with one line', async () => {
    const { stdout } = await shown(adding(WRONG, { loading: "console.log('x'.repeat(50_000)); console.log('next')" }))
    expect(stdout.match(/│ x+/g)?.length).toBeLessThan(6)
    expect(stdout).toContain('│ next')
  })

  it('passes for no verdict, and commands no terminal', async () => {
    const evil = String.raw`\x1b[2J\x1b]0;title\x07\u202e\x1b[31m✓ adds two numbers\x1b[0m\n\rPassed: all 2 checks, in 0.01 s.`
    const code = adding(WRONG, { loading: `console.log('${evil}')` })
    const { code: exit, stdout } = await shown(code)
    expect(exit).toBe(1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
    expect(stdout).toContain('  │ ✓ adds two numbers\n')
    expect(stdout).not.toMatch(/^(?:✓|Passed)/m)
    const plain = (await shown(code, { flags: ['--plain'] })).stdout
    expect(plain).toContain('  | Passed: all 2 checks, in 0.01 s.\n')
  })

  it('is dim where there are colours', async () => {
    const env = { NO_COLOR: undefined, FORCE_COLOR: '2' }
    const { stdout } = await shown(adding(WRONG, { loading: "console.log('loaded')" }), { env })
    expect(stdout).toContain('\u001b[38;5;243m  │ loaded\u001b[39m')
  })

  it('is not what Node.js says itself', async () => {
    const loading = "process.emitWarning('odd'); console.log('mine')"
    expect((await verdictOn(adding(WRONG, { loading }))).printed).toEqual({ text: 'mine\n', lines: 1 })
    const endless = 'const all: unknown[] = []; for (;;) all.push({ b: String(all.length) })'
    const full = await verdictOn(adding(WRONG, { loading: "console.log('mine')", calling: endless }))
    expect(full.printed).toEqual({ text: 'mine\n', lines: 1 })
  })

  it('is told of code that never ends', async () => {
    const { printed } = await verdictOn(adding(WRONG, { calling: "console.log('in'); for (;;) {}" }))
    expect(printed).toEqual({ text: 'in\n', lines: 1 })
  })

  it('is not recorded', async () => {
    const { cwd } = await shown(adding(WRONG, { calling: "console.log('a secret of mine')" }))
    expect(readFileSync(join(cwd, 'workbook/progress.json'), 'utf8')).not.toContain('a secret of mine')
  })
})

describe('what a server prints', () => {
  it('is shown as of any exercise', async () => {
    const { stdout } = await shown(serving("response.end('pong')"), PING)
    expect(stdout).toContain('Your code printed:\n  │ starting\n  │ asked for /ping\n  │ asked for /nothing\n')
  })

  it('is shown once where the server ended', async () => {
    const { stdout } = await shown(serving('process.exit(3)'), PING)
    expect(stdout.match(/asked for \/ping/g)).toHaveLength(1)
  })

  it('is shown without what Node.js says of an error that nothing caught', async () => {
    const { printed } = await verdictOn(serving("setImmediate(() => { throw new TypeError('broken') })"), PING)
    expect(printed).toEqual({ text: 'starting\nasked for /ping\n', lines: 2 })
  })
})

/** Without what differs from run to run. */
function untimed({ checks, ...verdict }: Omit<Verdict, 'printed'>) {
  return { ...verdict, ms: 0, checks: checks.map((check) => ({ ...check, ms: 0 })) }
}
