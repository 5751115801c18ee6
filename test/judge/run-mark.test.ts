import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { endMarked, wearsMark } from '../../src/processes/run-mark.ts'

const ROOT = join(import.meta.dirname, '../..')
const RUN = 'a-run-of-its-own'
const OTHER = 'another-run'

/** A process that has taken the mark of a run, and says whether it would trust it itself. */
async function marked(run: string, variable: string) {
  const script = `
    import { wearMark, wearsMark } from './src/processes/run-mark.ts'
    wearMark('${run}')
    console.log(wearsMark(process.pid, '${run}'))
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: ROOT,
    env: { ...process.env, COURSE_RUN: variable },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text] = await once(child.stdout, 'data')
  return { child, pid: child.pid ?? 0, trusts: String(text).trim(), ended: once(child, 'exit') }
}

it.runIf(process.platform === 'linux')('ends what wears the mark of a run, and nothing of another one', async () => {
  const [own, other] = await Promise.all([marked(RUN, RUN), marked(OTHER, OTHER)])
  expect(wearsMark(own.pid, RUN)).toBe(true)
  expect(wearsMark(other.pid, RUN)).toBe(false)
  endMarked(RUN, true)
  expect((await own.ended)[1]).toBe('SIGKILL')
  expect(other.child.exitCode ?? other.child.signalCode).toBeNull()
  other.child.kill()
})

it.runIf(process.platform === 'linux')('trusts no mark where the whole surroundings wear one', async () => {
  const { child, trusts } = await marked(RUN, RUN)
  expect(trusts).toBe('false')
  child.kill()
})
