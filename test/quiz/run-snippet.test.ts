import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { normaliseOutput, runSnippet } from '../../src/engine/quiz/run-snippet.ts'
import { temporaryFolder } from '../fixtures/build.ts'

describe('the output of a program', () => {
  it.each<[string, 'module' | 'commonjs', string]>([
    ["console.log('a'); queueMicrotask(() => console.log('c')); console.log('b')", 'module', 'a\nb\nc'],
    ['console.log(typeof require, this === undefined)', 'module', 'undefined true'],
    ['console.log(typeof require, this === module.exports)', 'commonjs', 'function true'],
    ['const x = await Promise.resolve(7); console.log(x)', 'module', '7'],
    ["console.log('spaces   \\n\\n'); console.log('')", 'module', 'spaces'],
    ["console.log({ a: [1, 2] }, process.env.NODE_OPTIONS ?? 'none')", 'module', '{ a: [ 1, 2 ] } none'],
    ['', 'module', ''],
  ])('%j as %s is %j', async (code, as, output) => {
    expect(await runSnippet({ code, as })).toEqual({ status: 'printed', output })
  })

  it('may come from a package that this one depends on', async () => {
    const code = "import bcrypt from 'bcrypt'\nconsole.log(bcrypt.getRounds('$2b$05$'.padEnd(60, '.')))"
    const packageRoot = join(import.meta.dirname, '../..')
    expect(await runSnippet({ code, as: 'module' }, { packageRoot })).toEqual({ status: 'printed', output: '5' })
    expect(await runSnippet({ code, as: 'module' })).toMatchObject({ status: 'threw', output: '' })
  })

  it('is what it printed before it threw', async () => {
    const result = await runSnippet({ code: "console.log('before'); throw new Error('boom')", as: 'module' })
    expect(result).toMatchObject({ status: 'threw', output: 'before', error: expect.stringContaining('boom') })
  })

  it.each([
    ['loops for ever', 'while (true) {}'],
    ['waits for ever', 'setInterval(() => {}, 1000)'],
  ])('is given up when it %s', async (_what, code) => {
    const started = performance.now()
    expect(await runSnippet({ code, as: 'module' }, { ms: 700 })).toEqual({ status: 'timed-out', afterMs: 700 })
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it.skipIf(process.platform === 'win32')('ends what the program started, and waits for none of it', async () => {
    const started = performance.now()
    const result = await runSnippet({ code: LEAVES_A_CHILD, as: 'module' })
    expect(performance.now() - started).toBeLessThan(4000)
    // The end of its output is the proof: the child held the other end of the pipe.
    expect(result).toEqual({ status: 'printed', output: 'started' })
  })

  it('is cut off when it does not stop printing', async () => {
    const code = "while (true) console.log('x'.repeat(100_000))"
    expect(await runSnippet({ code, as: 'module' })).toEqual({ status: 'printed-too-much' })
  })

  it('ends with the signal', async () => {
    const controller = new AbortController()
    const running = runSnippet({ code: 'while (true) {}', as: 'module' }, { signal: controller.signal })
    setTimeout(() => controller.abort(), 200)
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('leaves no folder behind', async () => {
    // Of its own: others of this machine make and remove theirs meanwhile.
    const folder = temporaryFolder('snippets')
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder)
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const code =
      "import { writeFileSync } from 'node:fs'; writeFileSync('left.txt', ''); console.log(import.meta.dirname)"
    const result = await runSnippet({ code, as: 'module' })
    expect(result).toEqual({ status: 'printed', output: expect.stringContaining(basename(folder)) })
    expect(readdirSync(folder)).toEqual([])
  })
})

it.each([
  ['a\r\nb\r\n', 'a\nb'],
  ['a  \nb\t\n\n\n', 'a\nb'],
  ['  a', '  a'],
  ['\n', ''],
])('%j is compared as %j', (text, normal) => {
  expect(normaliseOutput(text)).toBe(normal)
})

const LEAVES_A_CHILD = `import { spawn } from 'node:child_process'
const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' })
console.log('started', child.pid ? '' : 'nothing')
process.exit(0)`
