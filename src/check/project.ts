import { onTestFinished } from 'vitest'
import type { App, AppEnd, AppOptions } from './app.ts'
import { seal } from './channel.ts'
import { atTheEnd } from './endings.ts'
import { restartClock, stopClock, Unsettled } from './fence.ts'
import { authorityOf } from './health.ts'
import { afterTime } from './in-time.ts'
import { tailOf } from './printed.ts'
import { ProjectClient } from './project-fetch.ts'
import { type ProjectProcess, spawnProject } from './project-process.ts'
import { NotReady, untilReady } from './readiness.ts'

const STOP_MS = 2500

/** `/path/server.ts:3:14: ERROR: Expected …`: what a file that is not TypeScript ends with. */
const SYNTAX = /^.+:\d+:\d+: ERROR: .+$/m

/** A running project, and whether it ended without being asked to. */
interface Running {
  app: App
  process: ProjectProcess
  /** A check has asked it to stop. */
  asked: boolean
  /** A check has failed because it ended. */
  told: boolean
}

let shared: Promise<Running> | undefined

/**
 * The learner's project, started at the first call, with the options of that call, and shared by all checks of the run.
 * When it ends by itself, the check in which it does fails, and the next one gets a new process.
 */
export async function sharedProject(options: AppOptions = {}): Promise<App> {
  const running = await shared
  if (running && running.process.end() === undefined) return running.app
  if (running && !running.asked && !running.told) throw endedByItself(running)
  shared = bootShared(options.env ?? {})
  return (await shared).app
}

export interface ProjectOptions extends AppOptions {
  /** Other checks may use it, too: it ends with the run. */
  keep?: boolean
}

/** Starts the learner's project for one check, and ends it when that check ends. */
export async function startProject({ env = {}, keep = false }: ProjectOptions = {}): Promise<App> {
  stopClock()
  const process = await spawnProject(env)
  const end = () => void process.child.kill('SIGKILL')
  if (keep) atTheEnd(end)
  else onTestFinished(end)
  try {
    await untilReady(process)
  } catch (error) {
    if (!(error instanceof NotReady)) throw error
    throw withOutput(new Error(error.message), process.output())
  }
  const running = runningOf(process)
  if (process.end() !== undefined) throw endedByItself(running, 'before it answered GET /health')
  restartClock()
  return running.app
}

/** @throws Unsettled when it does not start: without it, no other check can tell anything either */
async function bootShared(env: Record<string, string>): Promise<Running> {
  stopClock()
  const process = await spawnProject(env)
  atTheEnd(() => {
    process.child.kill('SIGKILL')
    shared = undefined
  })
  const running = runningOf(process)
  try {
    await untilReady(process)
  } catch (error) {
    if (!(error instanceof NotReady)) throw error
    const { message, afterMs } = error
    seal({ type: 'not-ready', message, afterMs, output: tailOf(process.output()) })
    throw new Unsettled(message, afterMs)
  }
  const end = process.end()
  if (end) {
    const { message } = endedByItself(running, 'before it answered GET /health')
    sealEnd(true, message, process.output())
    throw new Unsettled(message, 0)
  }
  restartClock()
  return running
}

function runningOf(process: ProjectProcess): Running {
  const { child, port, output, exited } = process
  const client = new ProjectClient(process, () => endedByItself(running))
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<AppEnd> => {
    running.asked = true
    stopClock()
    const beat = setInterval(stopClock, 1000)
    const forgetKill = afterTime(STOP_MS, () => child.kill('SIGKILL'))
    if (process.end() === undefined) child.kill(signal)
    const end = await exited
    forgetKill()
    clearInterval(beat)
    restartClock()
    return end
  }
  const fetch: App['fetch'] = (path, init) => client.fetch(path, init)
  const app: App = {
    get url() {
      return `http://${authorityOf(process.host, port)}`
    },
    get host() {
      return process.host
    },
    port,
    pid: child.pid ?? 0,
    output,
    exited,
    fetch,
    stop,
  }
  const running: Running = { app, process, asked: false, told: false }
  return running
}

/** What the check says that finds it so. */
function endedByItself(running: Running, when = 'by itself'): Error {
  running.told = true
  const { code, signal } = running.process.end() ?? { code: null, signal: null }
  const output = running.process.output()
  const thrown = SYNTAX.exec(output)?.[0] ?? /^(?:\w*Error(?: \[\w+\])?: .*)$/m.exec(output)?.[0]
  const how = signal ? `was ended by ${signal}` : `ended ${when} (exit code ${code})`
  if (/heap out of memory|Reached heap limit/.test(output)) sealEnd(false, `Your server ${how}.`, output, true)
  return withOutput(new Error(`Your server ${how}${thrown ? `:\n${thrown}` : '.'}`), output)
}

function sealEnd(beforeListening: boolean, message: string, output: string, outOfMemory = false): void {
  // The judge explains a syntax error by its line, and what the compiler printed besides says nothing more.
  const printed = SYNTAX.test(output) ? '' : tailOf(output)
  seal({ type: 'app-ended', beforeListening, message, stack: output, output: printed, outOfMemory })
}

/** Its stack leads to the learner's line, not to ours. */
function withOutput(error: Error, output: string): Error {
  error.stack = output
  return error
}
