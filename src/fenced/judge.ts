/** The process that learner code and checks share: it waits for orders, runs check files, and seals what came of it. */
import { writeSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { startWarmHost } from '../check/app.ts'
import { connect, seal } from '../check/channel.ts'
import { closeFile } from '../check/fence.ts'
import * as api from '../check/index.ts'
import { open } from '../check/open.ts'
import { standIn } from '../engine/judge/places.ts'
import { formatSeal } from '../engine/judge/seals.ts'
import { keepOwnStacks } from '../loading/map-stack.ts'
import { nativeImport } from '../loading/native-import.ts'
import { openLoader } from '../loading/open-loader.ts'
import { loadTransformer } from '../loading/transform.ts'
import { blockOutput } from './blocking-output.ts'
import type { PrepareOrder, RunOrder } from './order.ts'
import { Orders } from './orders.ts'
import { runFile } from './runner/run-file.ts'
import * as vitest from './runner/vitest.ts'
import { warmUpHttp } from './warm-up.ts'
import { startWatchdog } from './watchdog.ts'

const SEALS_FD = 3
const ORDERS_FD = 4
/** Deep enough for the learner's line below those of an assertion. */
const STACK_LINES = 30

const GIVEN = { 'backend-workbook/check': api, vitest }

/** @param keepCode called when the first run has ended */
export async function serve(packageRoot: string, keepCode: () => void): Promise<void> {
  startWatchdog('checks', process.pid)
  loadTransformer(packageRoot)
  Error.stackTraceLimit = STACK_LINES
  const dist = `${packageRoot}/dist/`
  keepOwnStacks((file) => file.replaceAll('\\', '/').startsWith(dist.replaceAll('\\', '/')))
  const orders = new Orders(ORDERS_FD)
  const { exit } = process
  refuseExit()
  stayAlive()
  blockOutput()
  for (;;) {
    const order = orders.next()
    if (!order) return exit(0)
    if (order.type === 'prepare') await prepare(order, orders, packageRoot)
    else {
      await run(order, packageRoot, keepCode)
      if (!order.inARow) return
    }
  }
}

async function prepare({ token, env, packages }: PrepareOrder, orders: Orders, packageRoot: string): Promise<void> {
  const write = writeSync
  connect((seal) => {
    write(SEALS_FD, formatSeal(token, seal))
  })
  Object.assign(process.env, env)
  if (env['COURSE_APP_HOST']) startWarmHost()
  if (orders.isHere) return
  // Nobody waits for us yet.
  for (const name of packages) await nativeImport(packageRoot, name).catch(() => undefined)
  const asksServer = Boolean(env['COURSE_APP_HOST'] || env['COURSE_PROJECT'])
  if (asksServer || packages.includes('express')) await warmUpHttp(!asksServer)
}

async function run(order: RunOrder, packageRoot: string, keepCode: () => void): Promise<void> {
  const { checkFile, room, places, mayActLate, env, inARow, only } = order
  Object.assign(process.env, env)
  const loader = openLoader({
    packageRoot,
    given: GIVEN,
    givenTo: join(dirname(dirname(checkFile)), sep),
    replace: (path) => standIn(path, room, places),
  })
  const report = await runFile(checkFile, async () => {
    open({ inARow, only })
    await loader.import(checkFile)
    closeFile(mayActLate)
  })
  loader.close()
  keepCode()
  seal({ type: 'report', report })
}

/** A learner's code that ends the process would leave its checks without a verdict. */
function refuseExit(): void {
  process.exit = (code = process.exitCode ?? 0) => {
    throw new Error(`process.exit unexpectedly called with "${code}"`)
  }
}

/** It is the judge that ends it. What waits for a promise that never settles must not pass for an end. */
function stayAlive(): void {
  const { port1 } = new MessageChannel()
  port1.onmessage = () => undefined
}
