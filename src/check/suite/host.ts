/** The process in which a learner's tests run: it takes one order after the other. */
import { createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faceOf } from './dialects.ts'
import type { HostAnswer, HostRequest, SuiteOrder, SuiteReport } from './messages.ts'
import { Modules } from './modules.ts'
import { messageOf, runTests } from './run-tests.ts'
import { arrange, fixedPorts, isOurs, slowPromises } from './surroundings.ts'

const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = process.env['COURSE_PROJECT'] ?? process.cwd()
const send = process.send?.bind(process)
const { exit } = process
// Tests may fake them, and leave them faked.
const { setImmediate } = globalThis
const now = performance.now.bind(performance)
const BEAT_MS = 200

let running: SuiteReport | undefined
let file = ''

process.on('message', ({ token, order }: HostRequest) => {
  let beatAt = now()
  const beat = () => {
    if (now() - beatAt < BEAT_MS) return
    beatAt = now()
    send?.({ token } satisfies HostAnswer)
  }
  void run(order, beat).then((report) => send?.({ token, report } satisfies HostAnswer))
})
process.on('disconnect', () => exit())
process.on('uncaughtException', noteStray)
process.on('unhandledRejection', noteStray)
Reflect.deleteProperty(process, 'send')
process.exit = (code) => {
  throw new Error(`process.exit(${code ?? ''}) was called by a test or by what it tests`)
}

function noteStray(error: unknown): void {
  running?.problems.push({ file, message: `${messageOf(error)} (nobody waited for it)` })
}

async function run({ modules, tests, conditions }: SuiteOrder, beat: () => void): Promise<SuiteReport> {
  const report: SuiteReport = { tests: [], problems: [], leftListening: [], fixedPorts: [], end: 'ended' }
  running = report
  const taken = conditions.takenPort ? await take(conditions.takenPort) : undefined
  for (const path of tests) {
    if (conditions.stopAtFailure && isRed(report)) break
    file = path
    const strike = arrange(conditions)
    const given = (specifier: string) =>
      /^(?:node:)?timers\/promises$/.test(specifier) ? slowPromises(conditions) : faceOf(specifier, packageRoot)
    const loader = new Modules({ packageRoot, folder, texts: modules, given })
    const result = await runTests({ file: path, conditions, load: () => loader.import(path), beat })
    report.tests.push(...result.tests)
    report.problems.push(...result.problems)
    // What nobody waits for comes a little later.
    await new Promise((resolve) => setImmediate(resolve))
    if (await strike()) report.leftListening.push(path)
  }
  taken?.close()
  report.fixedPorts.push(...fixedPorts)
  fixedPorts.clear()
  running = undefined
  return report
}

function isRed({ tests, problems }: SuiteReport): boolean {
  return problems.length > 0 || tests.some(({ state }) => state === 'failed')
}

/** Whoever had the port before keeps it: then it is taken as well. */
function take(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, () => resolve(isOurs(server)))
  })
}
