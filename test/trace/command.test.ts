import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Trace } from '../../src/engine/trace/trace.ts'
import { endText } from '../../src/ui/trace/wording.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { hasTerminal, openTerminal, SIZES } from '../fixtures/terminal.ts'
import { ORDER_SNIPPETS } from './snippets.ts'

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder('trace')
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code)
  return folder
}

async function traceOf(
  code: string,
  file = 'try.mjs',
  ...flags: string[]
): Promise<{ trace: Trace & { version: number }; code: number }> {
  const cwd = folderWith({ [file]: code })
  const ran = await runCourse(['trace', file, '--json', ...flags], { cwd })
  return { trace: JSON.parse(ran.stdout), code: ran.code }
}

const LISTS = ORDER_SNIPPETS.find(({ file }) => file === 'lists.mjs')?.code ?? ''

describe.concurrent('course trace', () => {
  test('names the list of every timer, in the order in which they ran', async () => {
    const { trace, code } = await traceOf(LISTS)
    expect(code).toBe(0)
    expect(trace.version).toBe(1)
    expect(trace.end).toEqual({ how: 'finished' })
    expect(trace.lanes.map(({ title }) => title)).toEqual(['stack', 'timers 36 ms', 'timers 60 ms'])
    expect(trace.callbacks.map(({ lane, line, printed }) => [lane, line, printed[0]?.text])).toEqual([
      ['stack', 1, undefined],
      ['timers-60', 2, 'A\n'],
      ['timers-60', 4, 'B\n'],
      ['timers-36', 6, 'D\n'],
    ])
    expect(trace.callbacks[1]?.source).toBe("setTimeout(() => console.log('A'), 60)")
  })

  test('tells the queues apart, and the phases', async () => {
    const { trace } = await traceOf(ORDER_SNIPPETS.find(({ file }) => file === 'phases.cjs')?.code ?? '', 'try.cjs')
    const lanes = ['stack', 'poll', 'ticks', 'microtasks', 'immediates', 'microtasks', 'timers-1', 'immediates']
    expect(trace.callbacks.map(({ lane }) => lane)).toEqual(lanes)
  })

  test('knows the close callback of a socket from what else it calls', async () => {
    const { trace } = await traceOf(ORDER_SNIPPETS.find(({ file }) => file === 'sockets.cjs')?.code ?? '', 'try.cjs')
    const closing = trace.callbacks.filter(({ lane }) => lane === 'closing')
    expect(closing.flatMap(({ printed }) => printed.map(({ text }) => text))).toContain('4 close\n')
  })

  test('gives the lines of the TypeScript, and not those of what became of it', async () => {
    const { trace } = await traceOf(
      "interface A {\n  a: string\n}\n\nconst a: A = { a: 'tick' }\nprocess.nextTick(() => {\n  console.log(a.a)\n})\n",
      'try.ts',
    )
    const tick = trace.callbacks.find(({ lane }) => lane === 'ticks')
    expect(tick).toMatchObject({ line: 6, source: 'process.nextTick(() => {', printed: [{ line: 7 }] })
  })

  test('without a terminal it prints lanes and lines, and says what cannot be seen', async () => {
    const cwd = folderWith({ 'try.mjs': LISTS })
    const { code, stdout } = await runCourse(['trace', 'try.mjs'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^timers 60 ms [ ┊]+█/m)
    expect(stdout).toMatch(
      /^3 +[\d.]+ m?s +timers 60 ms +line 4 +setTimeout\(\(\) => console\.log\('B'\), 60\)\n.*→ B$/ms,
    )
    expect(stdout).toContain('Not seen:')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('with --plain it says the same in words, and nothing is wider than 40 columns where there are no more', async () => {
    const cwd = folderWith({ 'try.mjs': LISTS })
    const env = { COLUMNS: '40' }
    const [plain, narrow] = await Promise.all([
      runCourse(['trace', 'try.mjs', '--plain'], { cwd, env }),
      runCourse(['trace', 'try.mjs'], { cwd, env: { ...env, LC_ALL: 'C' } }),
    ])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
    for (const { stdout } of [plain, narrow]) expect(stdout).toMatch(/^[\x00-\x7f]*$/)
    expect(plain.stdout).toMatch(/^3\. At \d+ ms, timers 60 ms, line 4:$/m)
    expect(plain.stdout).toMatch(/^ +printed B$/m)
    expect(plain.stdout).not.toContain('#')
    for (const { stdout } of [plain, narrow]) {
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
    }
  })

  test('shows an error as one of the program, at its line', async () => {
    const cwd = folderWith({ 'try.mjs': "setTimeout(() => {\n  throw new Error('boom')\n}, 1)\n" })
    const { code, stdout, stderr } = await runCourse(['trace', 'try.mjs'], { cwd })
    expect(code).toBe(1)
    expect(stdout).toContain('ended with an error that nobody caught: Error: boom (line 2)')
    expect(stdout).not.toContain('trace-recorder')
    expect(stderr).toBe('')
  })

  test('shows what Node says of a file that cannot be loaded', async () => {
    const cwd = folderWith({ 'try.mjs': 'const a = 1\nlet 2\n', 'lost.mjs': "import './nowhere.mjs'\n" })
    const syntax = await runCourse(['trace', 'try.mjs'], { cwd })
    expect(syntax.code).toBe(1)
    expect(syntax.stdout).toMatch(/try\.mjs:2\n\s*let 2/)
    const lost = await runCourse(['trace', 'lost.mjs'], { cwd })
    expect(lost.stdout).toMatch(/Cannot find module\s.*nowhere\.mjs/s)
  })

  test.each([
    [
      'a loop without an end',
      "console.log('in')\nwhile (true);\n",
      ['--seconds', '1'],
      { how: 'time', afterMs: expect.any(Number), limitMs: 1000 },
    ],
    [
      'promises without an end',
      'const go = () => Promise.resolve().then(go)\ngo()\n',
      [],
      { how: 'events', most: 20_000 },
    ],
    ['output without an end', "for (;;) console.log('x'.repeat(65536))\n", [], { how: 'output', mostBytes: 262_144 }],
  ])('ends %s, and shows what was recorded until then', async (_, code, flags, end) => {
    const { trace, code: exitCode } = await traceOf(code, 'try.mjs', ...flags)
    expect(exitCode).toBe(1)
    expect(trace.end).toEqual(end)
    expect(trace.callbacks[0]).toMatchObject({ type: 'main' })
  })

  test('says how long a program really ran, whatever its limit', async () => {
    const { trace } = await traceOf('setInterval(() => undefined, 20)\n', 'try.mjs', '--seconds', '0.5')
    const { end, callbacks } = trace
    if (end.how !== 'time') throw new Error(`It ended otherwise: ${end.how}`)
    expect(end.afterMs).toBeGreaterThanOrEqual(500)
    expect(end.afterMs).toBeGreaterThan(callbacks.at(-1)?.endMs ?? Number.POSITIVE_INFINITY)
  })

  test.each([
    [1004, 'Your program still ran after 1 s and was ended.'],
    [3831, 'Your program still ran after 3.8 s and was ended: on a busy machine the limit of 1 s is a longer one.'],
  ])('ended after %i ms where 1 s was asked for, it says: %s', (afterMs, said) => {
    expect(endText({ how: 'time', afterMs, limitMs: 1000 })).toContain(said)
  })

  test('says what to name where there is no program', async () => {
    const cwd = folderWith({ 'notes.txt': 'hello' })
    mkdirSync(join(cwd, 'folder'))
    for (const [name, message] of [
      ['nothing.js', 'There is no file nothing.js.'],
      ['notes.txt', 'notes.txt is not JavaScript or TypeScript.'],
      ['folder', 'folder is a folder, not a program.'],
    ] as const) {
      const { code, stderr } = await runCourse(['trace', name], { cwd })
      expect(code).toBe(2)
      expect(stderr).toBe(`${message}\nName a file of yours: .js, .mjs, .cjs or .ts.\n`)
    }
    const { stderr } = await runCourse(['trace', 'notes.txt', '--seconds', 'x'], { cwd })
    expect(stderr).toContain('--seconds 30')
  })
})

test.runIf(hasTerminal).each(SIZES)(
  'in a terminal, arrows go from callback to callback, with its line and what was printed, at %i by %i',
  async (...size) => {
    const cwd = folderWith({ 'try.cjs': ORDER_SNIPPETS[0]?.code ?? '' })
    const terminal = await openTerminal(['trace', 'try.cjs'], { cwd, env: { NO_COLOR: undefined }, size })
    try {
      await terminal.shows(/1 of 4 · stack · the script/)
      await terminal.press('Right')
      await terminal.shows(/2 of 4 · ticks · line 3/)
      await terminal.shows('❯ 3  process.nextTick')
      await terminal.press('Down')
      await terminal.shows(/3 of 4 · microtasks/)
      await terminal.shows('Printed up to here\n  now\n  tick\n→ promise')
      await terminal.press('End')
      await terminal.shows('→ timer')
      await terminal.press('q')
      expect(await terminal.ended()).toBe(0)
    } finally {
      await terminal.close()
    }
  },
)
