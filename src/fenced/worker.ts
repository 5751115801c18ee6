/**
 * The process that learner code and checks share. It starts while the parent is still loading Vitest: reads its token,
 * sets up the pipe and the watchdog, then becomes a Vitest worker.
 */
import { readSync, writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Seal } from '../engine/judge/seals.ts'
import { formatSeal } from '../engine/judge/seals.ts'
import { withQuietTimers } from './quiet-timers.ts'
import { warmUpHttp } from './warm-up.ts'
import { startWatchdog } from './watchdog.ts'

const SEALS_FD = 3
const WATCHDOG_FD = 4
const TOKEN_BYTES = 32
const IDLE_MS = 100

const token = readToken()
const write = writeSync
const format = formatSeal

/** Found and removed by src/check/fence.ts before the learner's code loads. */
Object.defineProperty(globalThis, Symbol.for('course.fence'), {
  configurable: true,
  value: (seal: Seal) => {
    write(SEALS_FD, format(token, seal))
  },
})

startWatchdog('checks', WATCHDOG_FD, process.pid)
const [vitestWorker = '', checkApi = '', ...packages] = process.argv.slice(2)
await withQuietTimers(() => import(pathToFileURL(vitestWorker).href))
let isAsked = false
// Not before Vitest listens as well: it would miss what came meanwhile.
process.once('message', () => {
  isAsked = true
})
// While the other side is still loading Vitest.
await import(pathToFileURL(checkApi).href)
const { COURSE_APP_HOST, COURSE_PROJECT } = process.env
const speaksHttp = Boolean(COURSE_APP_HOST || COURSE_PROJECT) || packages.includes('express')
if (speaksHttp) await fetch('data:,').catch(() => undefined)
for (const name of packages) await import(name).catch(() => undefined)
if (speaksHttp) whenIdle(warmUpHttp)

/** Only a process that was started ahead of its run has time for more: one that is waited for goes on at once. */
function whenIdle(work: () => Promise<void>): void {
  setTimeout(() => {
    if (!isAsked) void work().catch(() => undefined)
  }, IDLE_MS).unref()
}

function readToken(): string {
  const bytes = Buffer.alloc(TOKEN_BYTES)
  let read = 0
  while (read < TOKEN_BYTES) {
    const count = readSync(0, bytes, read, TOKEN_BYTES - read, null)
    if (count === 0) throw new Error('the parent ended before it sent a token')
    read += count
  }
  return bytes.toString('latin1')
}
