/** Code that stops itself, its parent, or those who speak for it: our own clock goes on, and gives it a name. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { ADD, course, processesWith, waitFor, workbookWith } from './hostile-answers.ts'

const VERDICT_WITHIN_MS = 15_000

async function judged(code: string, extra: Record<string, string> = {}) {
  const mark = `mark-${process.pid}-${Math.random()}`
  const { cwd } = workbookWith('01-adding/add.ts', code)
  const start = performance.now()
  const env = { COURSE_COURSE: course, COURSE_TEST_MARK: mark, ...extra }
  const { code: exit, stdout } = await runCourse(['check', '1/add', '--json'], { cwd, env })
  const ms = performance.now() - start
  await waitFor(() => (processesWith(mark).length === 0 ? true : undefined))
  return { exit, ms, verdict: JSON.parse(stdout) }
}

const STOP_ITSELF = "process.kill(process.pid, 'SIGSTOP')"

describe.skipIf(process.platform !== 'linux')('code that stops', () => {
  it('its own process while it loads', async () => {
    const { exit, ms, verdict } = await judged(`${ADD}${STOP_ITSELF}`)
    expect(verdict).toMatchObject({
      status: 'timed-out',
      message: 'Your code stopped the process that it runs in while your file was loading, and nothing went on.',
    })
    expect(exit).toBe(1)
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
  })

  it('its own process in a check', async () => {
    const { ms, verdict } = await judged(`export function add() { ${STOP_ITSELF} }`)
    expect(verdict).toMatchObject({ status: 'timed-out', lastCheck: 'adds two numbers' })
    expect(verdict.message).toContain('during “adds two numbers”')
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
  })

  it('the command line that judges it, and goes on', async () => {
    const { exit, ms, verdict } = await judged(`${ADD}process.kill(process.ppid, 'SIGSTOP')`)
    expect(verdict).toMatchObject({ status: 'passed' })
    expect(exit).toBe(0)
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
  })

  it('the command line that judges it, and never ends', async () => {
    const { ms, verdict } = await judged(`${ADD}process.kill(process.ppid, 'SIGSTOP')\nwhile (true) {}`)
    expect(verdict).toMatchObject({ status: 'timed-out' })
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
  })
})

describe.skipIf(process.platform === 'win32')('where only the judged process tells how it is', () => {
  const elsewhere = join(temporaryFolder('elsewhere'), 'no-proc.cjs')
  writeFileSync(
    elsewhere,
    "const fs = require('node:fs'); const { existsSync } = fs; fs.existsSync = (path) => path !== '/proc/self/stat' && existsSync(path)",
  )
  const on = { NODE_OPTIONS: `--require=${elsewhere}` }

  it('right code passes', async () => {
    expect((await judged(ADD, on)).verdict).toMatchObject({ status: 'passed' })
  })

  it('a loop is found by the processor time that it uses', async () => {
    const { ms, verdict } = await judged(`${ADD}while (true) {}`, on)
    expect(verdict).toMatchObject({ status: 'timed-out' })
    // More where others use the processors.
    expect(verdict.afterMs).toBeGreaterThanOrEqual(3000)
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
  })

  it('one that has stopped itself, and says nothing any more, is ended by our own clock', async () => {
    const { ms, verdict } = await judged(`${ADD}${STOP_ITSELF}`, on)
    expect(verdict).toMatchObject({ status: 'timed-out', message: expect.stringContaining('Your code stopped') })
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
  })

  it('one that closes the pipe of those who speak for it is ended', async () => {
    const { ms, verdict } = await judged(`import { closeSync } from 'node:fs'\n${ADD}closeSync(5)\nwhile (true) {}`, on)
    expect(['crashed', 'timed-out']).toContain(verdict.status)
    expect(ms).toBeLessThan(VERDICT_WITHIN_MS)
  })
})
