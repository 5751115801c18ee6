/** `course watch` as a real process: saves of every kind in, verdicts out. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv } from '../fixtures/cli.ts'

const RIGHT = 'export const add = (a: number, b: number): number => a + b\n'
const WRONG = 'export const add = (a: number, b: number): number => a - b\n'
const PASSED = /Passed: all 2 checks/
const FAILED = /Not yet: \d of 2 checks pass/
const LONGEST_MS = 20_000

const running: Watching[] = []
afterEach(() => {
  for (const watching of running.splice(0)) watching.child.kill('SIGKILL')
})

interface Watching {
  child: ChildProcess
  file: string
  /** Waits for text that was not there at the last call; gives what was printed up to its end. */
  until: (pattern: RegExp) => Promise<string>
}

describe('course watch', () => {
  it('judges at once, and again after every save', async () => {
    const { file, until } = await watch()
    await until(FAILED)
    writeFileSync(file, RIGHT)
    await until(PASSED)
    writeFileSync(file, WRONG)
    await until(FAILED)
  })

  it('shows what the code printed', async () => {
    const { file, until } = await watch()
    await until(FAILED)
    writeFileSync(file, `console.log('saved')\n${WRONG}`)
    expect(await until(FAILED)).toContain('Your code printed:\n  │ saved\n')
    writeFileSync(file, `console.log('right')\n${RIGHT}`)
    expect(await until(PASSED)).toMatch(/Your code printed 1 line: .* check 1\/add --all\s+shows it\./)
  })

  it('sees a save that writes aside and renames, as editors do', async () => {
    const { file, until } = await watch()
    await until(FAILED)
    writeFileSync(`${file}.tmp`, RIGHT)
    renameSync(`${file}.tmp`, file)
    await until(PASSED)
    renameSync(file, `${file}~`)
    writeFileSync(file, WRONG)
    await until(FAILED)
  })

  it('ends when nobody reads it any more', async () => {
    const { child, file, until } = await watch()
    await until(FAILED)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.stdout?.destroy()
    writeFileSync(file, RIGHT)
    expect(await ended).toBe(0)
  })

  it('waits for a deleted file to come back', async () => {
    const { file, until } = await watch()
    await until(FAILED)
    rmSync(file)
    await until(/is not there\. Waiting/)
    writeFileSync(file, RIGHT)
    await until(PASSED)
  })

  it('goes on when the whole folder was moved away and came back', async () => {
    const { file, until } = await watch()
    await until(FAILED)
    const room = join(file, '..')
    renameSync(room, `${room}-away`)
    await until(/is not there\. Waiting/)
    renameSync(`${room}-away`, room)
    await until(FAILED)
    writeFileSync(file, RIGHT)
    await until(PASSED)
  })

  it('outlives an endless loop', async () => {
    const { file, until } = await watch()
    await until(FAILED)
    writeFileSync(file, `${RIGHT}while (true) {}\n`)
    // What exactly it is called depends on what else the machine does.
    await until(/Stopped after [\d.]+ s|too busy to tell/)
    writeFileSync(file, RIGHT)
    await until(PASSED)
  })

  it('drops a run that a newer save has overtaken, and judges the newest', async () => {
    const { file, until } = await watch()
    await until(FAILED)
    writeFileSync(file, `${RIGHT}while (true) {}\n`)
    await until(/judging/)
    writeFileSync(file, RIGHT)
    const printed = await until(PASSED)
    expect(printed).not.toContain('Stopped after')
  })

  it('ends with 130 on Ctrl-C', async () => {
    const { child, until } = await watch()
    await until(FAILED)
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(130)
  })
})

async function watch(): Promise<Watching> {
  const cwd = temporaryFolder('watch')
  const file = join(cwd, 'workbook', '01-adding', 'add.ts')
  mkdirSync(join(file, '..'), { recursive: true })
  mkdirSync(join(cwd, 'workbook', '.course'))
  writeFileSync(file, WRONG)
  const child = spawn(process.execPath, [COURSE_BIN, 'watch', '1/add'], { cwd, env: courseEnv(), stdio: 'pipe' })
  let text = ''
  let look = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      look()
    })
  }
  const until = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${pattern} in:\n${text}`)), LONGEST_MS)
      look = () => {
        const found = pattern.exec(text)
        if (!found) return
        clearTimeout(timer)
        look = () => {}
        const upTo = found.index + found[0].length
        const printed = text.slice(0, upTo)
        text = text.slice(upTo)
        resolve(printed)
      }
      look()
    })
  const watching = { child, file, until }
  running.push(watching)
  expect(existsSync(file)).toBe(true)
  return watching
}
