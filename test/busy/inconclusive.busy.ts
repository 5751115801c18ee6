/** Code that gets hardly any processor time: nobody can tell, nothing is held against it, nothing is recorded. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'
import { ADD, course, workbookWith } from '../judge/hostile-answers.ts'
import { keepBusy } from './load.ts'

const VERDICT_WITHIN_MS = 15_000
/** It yields to everybody else, where the kernel groups processes by session, too. What it needs then would take minutes. */
const LAST = `import { existsSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
setPriority(19)
if (existsSync('/proc/self/autogroup')) writeFileSync('/proc/self/autogroup', '19')
`
const WORK = 'for (const start = process.cpuUsage(); process.cpuUsage(start).user < 500_000; );'

let stop: () => Promise<void>
beforeAll(() => {
  stop = keepBusy(8)
})
afterAll(() => stop())

describe.skipIf(process.platform !== 'linux')('right code that gets no processor time', () => {
  it.each([
    ['while it loads', `${LAST}${WORK}\n${ADD}`, /while your file was loading it got 0\.\d s of processor time/],
    [
      'in a check',
      `${LAST}export function add(a: number, b: number) { ${WORK} return a + b }`,
      /during “adds two numbers” it got 0\.\d s of processor time/,
    ],
  ])('%s', async (_when, code, says) => {
    const { cwd } = workbookWith('01-adding/add.ts', code)
    const ran = await runCourse(['check', '1/add', '--json'], { cwd, env: { COURSE_COURSE: course } })
    const verdict = JSON.parse(ran.stdout)
    expect(verdict).toMatchObject({ status: 'inconclusive', message: expect.stringMatching(says) })
    expect(verdict.checks.filter(({ status }: { status: string }) => status === 'failed')).toEqual([])
    expect(verdict.ms).toBeLessThan(VERDICT_WITHIN_MS)
    expect(ran.code).toBe(2)
    expect(attempts(cwd)).toEqual([])
  })

  it('is told so by `course watch`, which goes on', async () => {
    const { cwd } = workbookWith('01-adding/add.ts', `${LAST}${WORK}\n${ADD}`)
    const child = spawn(process.execPath, [COURSE_BIN, 'watch', '1/add'], {
      cwd,
      env: courseEnv({ COURSE_COURSE: course }),
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let text = ''
    const told = new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.includes('No verdict:')) resolve()
      })
    })
    await told
    expect(text.replace(/\s+/g, ' ')).toContain('too busy to tell')
    expect(text.replace(/\s+/g, ' ')).toContain('counts as no attempt')
    expect(child.exitCode).toBeNull()
    child.kill('SIGTERM')
    expect(attempts(cwd)).toEqual([])
  })
})

function attempts(cwd: string): unknown[] {
  const file = join(cwd, 'workbook', 'progress.json')
  if (!existsSync(file)) return []
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as { events: { type: string }[] }
  return events.filter(({ type }) => type === 'attempt')
}
