/** Code that breaks, cheats or never ends: a named verdict, in time, nothing left behind. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COURSE_BIN, runCourse } from '../fixtures/cli.ts'
import {
  ADD,
  commandOf,
  course,
  judgeHostile,
  modules,
  processesWith,
  servers,
  waitFor,
  workbookWith,
} from './hostile-answers.ts'

describe.skipIf(process.platform !== 'linux')('hostile code in a module exercise', () => {
  it.each(modules)('$name', (hostile) => judgeHostile(hostile, '1/add', '01-adding/add.ts'))
})

describe.skipIf(process.platform !== 'linux')('hostile code in a server exercise', () => {
  it.each(servers)('$name', (hostile) => judgeHostile(hostile, '2/ping', '02-serving/ping.ts'))
})

describe.skipIf(process.platform !== 'linux')('hostile surroundings', () => {
  it('puts a file back that deletes itself', async () => {
    const { cwd, file } = workbookWith('01-adding/add.ts', '')
    const code = `import { rmSync } from 'node:fs'\n${ADD}rmSync(${JSON.stringify(file)})\n`
    writeFileSync(file, code)
    const { stdout } = await runCourse(['check', '1/add', '--json'], { cwd, env: { COURSE_COURSE: course } })
    expect(JSON.parse(stdout)).toMatchObject({ status: 'passed', notes: [expect.stringContaining('put back')] })
    expect(readFileSync(file, 'utf8')).toBe(code)
  })

  it('leaves nothing running when the command line itself is killed', async () => {
    const mark = `mark-${process.pid}-killed`
    const { cwd } = workbookWith('01-adding/add.ts', `${ADD}\nwhile (true) {}`)
    const env = { COURSE_COURSE: course, COURSE_TEST_MARK: mark }
    const ran = runCourse(['check', '1/add'], { cwd, env, bin: COURSE_BIN })
    const cli = await waitFor(() => processesWith(mark).find((pid) => commandOf(pid).includes('course.cjs')))
    await waitFor(() => (processesWith(mark).length > 1 ? true : undefined))
    process.kill(cli, 'SIGKILL')
    await ran
    await waitFor(() => (processesWith(mark).length === 0 ? true : undefined))
  })
})
