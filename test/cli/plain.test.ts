import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { hasTerminal, openTerminal } from '../fixtures/terminal.ts'

/** Colours, cursor movements, and everything beyond ASCII that draws rather than says. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const DRAWN = /\x1b|[\u2500-\u27bf]|[-=_#.]{4,}|^\s*[+~ox|] /m

describe('--plain', () => {
  it.each([
    [['progress']],
    [['progress', '--roadmap']],
    [['list']],
    [['day', '1']],
    [[]],
    [['doctor']],
    [['quiz', '1']],
  ])('says course %j in words alone, colours asked for or not', async (args) => {
    const { code, stdout } = await runCourse([...args, '--plain'], { env: { FORCE_COLOR: '3', NO_COLOR: undefined } })
    expect(code).toBe(0)
    expect(stdout).not.toMatch(DRAWN)
  })

  it('names the state of each check, exercise and day', async () => {
    const cwd = temporaryFolder('plain')
    const verdict = await runCourse(['check', '1/add', '--plain'], { cwd })
    expect(verdict.stdout).toMatch(/^failed: /m)
    expect(verdict.stdout).not.toMatch(DRAWN)
    const { stdout } = await runCourse(['progress', '--plain'], { cwd })
    expect(stdout).toMatch(/^Day 1, Adding: to do, next\. 0 of 2 exercises passed, 0 of \d topics proved\.$/m)
    expect((await runCourse(['list', '--plain'], { cwd })).stdout).toMatch(/^to do: 1\/add, /m)
  })

  it('is what COURSE_PLAIN and TERM=dumb ask for, too', async () => {
    const { stdout } = await runCourse(['progress', '--plain'])
    expect((await runCourse(['progress'], { env: { COURSE_PLAIN: '1' } })).stdout).toBe(stdout)
    expect((await runCourse(['progress'], { env: { TERM: 'dumb' } })).stdout).toBe(stdout)
    expect((await runCourse(['progress'], { env: { COURSE_PLAIN: '0' } })).stdout).not.toBe(stdout)
  })

  it.skipIf(!hasTerminal)('opens no screen and asks nothing in a terminal', async () => {
    const terminal = await openTerminal(['day', '2', '--plain'])
    try {
      expect(await terminal.ended()).toBe(0)
      expect(await terminal.screen()).toContain('course check 2/ping')
    } finally {
      await terminal.close()
    }
  })
})
