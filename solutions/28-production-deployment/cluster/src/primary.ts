import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const WORKERS = digits('WORKERS') || availableParallelism()
const GRACE_MS = digits('GRACE_MS') ?? 10_000
const BACKOFF_MS = digits('BACKOFF_MS') ?? 1000
const BACKOFF_MAX_MS = digits('BACKOFF_MAX_MS') ?? 30_000

/** Where one worker after the other lives. */
interface Place {
  worker?: Worker
  /** How many have ended before they listened, one after the other. */
  failed: number
  pause?: NodeJS.Timeout
}

/** All that run, also those that are on their way in or out. */
const alive = new Set<Worker>()
const proved = new WeakSet<Worker>()
/** Those that have been sent SIGTERM. A second one would end those that listen to the first one only. */
const retired = new WeakSet<Worker>()
const places = Array.from({ length: WORKERS }, (): Place => ({ failed: 0 }))
let isStopping = false
let hasKilled = false
let reloading = false
let askedAgain = false

cluster.setupPrimary({ exec: process.env['WORKER'] || fileURLToPath(new URL('./worker.ts', import.meta.url)) })
for (const place of places) settle(place, start())

process.on('SIGHUP', () => void reload())
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

function start(): Worker {
  const worker = cluster.fork()
  alive.add(worker)
  // A message to a worker that has gone: its exit tells the rest.
  worker.on('error', () => undefined)
  worker.once('listening', () => proved.add(worker))
  worker.once('exit', () => {
    alive.delete(worker)
    if (isStopping) endWhenEmpty()
  })
  return worker
}

/** From now on this worker has the place, and is replaced when it ends. */
function settle(place: Place, worker: Worker): void {
  clearTimeout(place.pause)
  place.worker = worker
  worker.once('exit', () => {
    if (isStopping || place.worker !== worker) return
    place.failed = proved.has(worker) ? 0 : place.failed + 1
    const pause = place.failed === 0 ? 0 : Math.min(BACKOFF_MS * 2 ** (place.failed - 1), BACKOFF_MAX_MS)
    delete place.worker
    place.pause = setTimeout(() => settle(place, start()), pause)
  })
}

async function reload(): Promise<void> {
  askedAgain = true
  if (reloading || isStopping) return
  reloading = true
  while (askedAgain) {
    askedAgain = false
    for (const place of places) if (!(await swap(place))) break
  }
  reloading = false
}

/** @returns false when the new worker is no good, or nobody wants it any more */
async function swap(place: Place): Promise<boolean> {
  if (isStopping) return false
  const fresh = start()
  const listens = await Promise.race([once(fresh, 'listening').then(() => true), once(fresh, 'exit').then(() => false)])
  if (isStopping) return false
  if (!listens) {
    console.error('primary: the new worker ended before it listened, so the old ones go on')
    return false
  }
  const old = place.worker
  settle(place, fresh)
  if (old && alive.has(old)) {
    retire(old)
    await once(old, 'exit')
  }
  return true
}

/** Asks it to end, once, and ends it if it does not. */
function retire(worker: Worker): void {
  if (retired.has(worker)) return
  retired.add(worker)
  worker.process.kill('SIGTERM')
  const kill = setTimeout(() => {
    hasKilled = true
    worker.process.kill('SIGKILL')
  }, GRACE_MS)
  worker.once('exit', () => clearTimeout(kill))
}

function stop(): void {
  if (isStopping) return
  isStopping = true
  hasKilled = false
  askedAgain = false
  for (const place of places) clearTimeout(place.pause)
  for (const worker of alive) retire(worker)
  endWhenEmpty()
}

function endWhenEmpty(): void {
  if (alive.size === 0) process.exit(hasKilled ? 1 : 0)
}

/** Undefined where there is no such number. */
function digits(name: string): number | undefined {
  const text = process.env[name] ?? ''
  return /^\d+$/.test(text) ? Number(text) : undefined
}
