/** A learner's own tests, run against implementations that the checks choose. */
import { type ChildProcess, fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collect } from '../app.ts'
import { atTheEnd } from '../endings.ts'
import { restartClock, stopClock } from '../fence.ts'
import { afterTime } from '../in-time.ts'
import { projectFiles } from '../project-files.ts'
import { noteProcess, watchdogPipe } from '../watched.ts'
import type { Conditions, HostAnswer, HostRequest, SuiteReport } from './messages.ts'
import { testsThatReach } from './reach.ts'

export type { Conditions, SuiteReport, SuiteTest } from './messages.ts'

export interface Suite {
  /** The learner's files of tests, by path. */
  tests: string[]
  /**
   * Runs them once.
   *
   * @param files what stands in for files of the project, by path
   */
  run: (files: Record<string, string>, conditions?: Conditions) => Promise<SuiteReport>
}

const HOST = join(dirname(fileURLToPath(import.meta.url)), 'suite-host.cjs')
const TESTS = /\.(?:test|spec)\.[cm]?[jt]s$/
const MODULES = /\.(?:[cm]?[jt]s)$/
/** Without an answer to an order. Tests that wait for nothing have a limit of their own, so this is a loop. */
const SILENT_MS = 2600
const LONGEST_MS = 8000

/**
 * The tests in the learner's project. They may be written for Vitest, for Jest or for `node:test`; all run in one
 * process, one order after the other, each file with modules of its own.
 */
export function openSuite(): Suite {
  const own = Object.fromEntries(projectFiles().flatMap(({ path, text }) => (MODULES.test(path) ? [[path, text]] : [])))
  const tests = Object.keys(own).filter((path) => TESTS.test(path))
  let host: Host | undefined
  let last: Promise<unknown> = Promise.resolve()
  atTheEnd(() => host?.kill())
  const ask = async (files: Record<string, string>, conditions: Conditions): Promise<SuiteReport> => {
    stopClock()
    host = host?.isThere() ? host : startHost()
    const modules = { ...own, ...files }
    const { changed, only } = conditions
    const chosen = only ? tests.filter((path) => only.includes(path)) : tests
    const asked = changed ? testsThatReach(modules, chosen, changed) : chosen
    const report = await host.ask({ modules, tests: asked, conditions })
    restartClock()
    return report
  }
  return {
    tests,
    run(files, conditions = {}) {
      const report = last.then(() => ask(files, conditions))
      last = report.catch(() => undefined)
      return report
    },
  }
}

interface Host {
  isThere: () => boolean
  ask: (order: HostRequest['order']) => Promise<SuiteReport>
  kill: () => void
}

const NOTHING = { tests: [], problems: [], leftListening: [], fixedPorts: [] }

function startHost(): Host {
  const watchdog = watchdogPipe()
  const { COURSE_APP_EXEC_ARGV: execArgv = '[]' } = process.env
  const flags = ['--experimental-vm-modules', '--no-warnings']
  const child: ChildProcess = fork(HOST, [], {
    env: { ...process.env, ...watchdog.env },
    execArgv: [...(JSON.parse(execArgv) as string[]), ...flags],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...watchdog.stdio],
  })
  noteProcess(child)
  const output = collect(child)
  child.on('error', () => undefined)
  const isThere = () => child.exitCode === null && child.signalCode === null && child.connected
  const ask = (order: HostRequest['order']) =>
    new Promise<SuiteReport>((resolve) => {
      const token = `${performance.now()} ${Math.random()}`
      const settle = (report: SuiteReport) => {
        forgetTime()
        child.off('message', hear)
        child.off('exit', onExit)
        resolve(report)
      }
      const hear = (answer: HostAnswer) => {
        if (answer.token !== token) return
        if (answer.report) settle(answer.report)
        else waitAgain()
      }
      const onExit = () => settle({ ...NOTHING, problems: problemsIn(output()), end: 'died' })
      const onLate = () => {
        child.off('exit', onExit)
        child.kill('SIGKILL')
        settle({ ...NOTHING, end: 'hung' })
      }
      let forgetTime = () => {}
      const waitAgain = () => {
        forgetTime()
        stopClock()
        forgetTime = afterTime(SILENT_MS, onLate, stopClock, LONGEST_MS)
      }
      waitAgain()
      child.on('message', hear)
      child.once('exit', onExit)
      child.send({ token, order } satisfies HostRequest, () => undefined)
    })
  return { isThere, ask, kill: () => child.kill('SIGKILL') }
}

function problemsIn(output: string): SuiteReport['problems'] {
  const message = output.trim().split('\n').slice(-6).join('\n')
  return message ? [{ file: 'the process', message }] : []
}
