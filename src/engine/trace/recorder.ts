/**
 * Loaded before a snippet, with `--require`: `--import` would have Node load a CommonJS script as it loads ES modules, inside
 * of a microtask, and its ticks would come behind its promises. Writes what Node calls, when, and who asked for it.
 * Nothing here schedules anything, and every line is written synchronously to a file, so the order stays the snippet's own.
 */
import { createHook } from 'node:async_hooks'
import { openSync, writeSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { performance } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { type Call, callPlace, errorPlace } from './call-place.ts'
import { type Asked, MOST_EVENTS, MOST_OUTPUT, type Place, RECORD_VARIABLE, type Recorded } from './recorded.ts'

/** What is known of something that Node may call later. */
interface Awaited {
  type: string
  place?: Place
  asked: Asked
  delay?: number
  at: number
  /** Of a handle. */
  handle?: object
}

const OURS = dirname(__filename) + sep
const target = process.env[RECORD_VARIABLE]
Reflect.deleteProperty(process.env, RECORD_VARIABLE)
// Threads and processes of the snippet's get the flag as well.
if (target !== undefined && isMainThread) record(target)

function record(path: string): void {
  const fd = openSync(path, 'a')
  const { stringify } = JSON
  const now = performance.now.bind(performance)
  const start = now()
  const time = () => Math.round((now() - start) * 1000) / 1000
  let left = MOST_EVENTS
  const write = (event: Recorded) => {
    writeSync(fd, `${stringify(event)}\n`)
    left -= 1
    if (left === 0) endFlood('events')
  }
  const endFlood = (of: 'events' | 'output') => {
    writeSync(fd, `${stringify({ e: 'flood', at: time(), of } satisfies Recorded)}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
  write({ e: 'start', node: process.version })
  const state = { isPrinting: false }
  recordPrints(state, time, write, () => endFlood('output'))
  recordEnd(time, write)
  recordCallbacks(state, time, write)
}

type Write = (event: Recorded) => void
type Time = () => number

function recordCallbacks(state: { isPrinting: boolean }, time: Time, write: Write): void {
  const awaited = new Map<number, Awaited>()
  const open: Awaited[] = []
  let wasSeen = false
  createHook({
    init(id, type, _trigger, resource) {
      const call = state.isPrinting ? undefined : callPlace(OURS)
      const parent = open.at(-1)
      awaited.set(id, awaitedBy(type, resource, call, parent, state.isPrinting, time()))
      if (!call || wasSeen) return
      wasSeen = true
      write({ e: 'seen', at: time(), place: call.place })
    },
    before(id) {
      const known: Awaited = awaited.get(id) ?? { type: 'unknown', asked: 'node', at: 0 }
      open.push(known)
      if (open.length === 1) wasSeen = false
      const { type, place, asked, delay, at, handle } = known
      write({
        e: 'before',
        at: time(),
        id,
        type,
        asked,
        ...(place && { place }),
        ...(delay !== undefined && { delay }),
        ...(handle && isClosing(handle) && { closes: true as const }),
        ...(at > 0 && { scheduledAt: at }),
        ...roundNow(),
      })
    },
    after(id) {
      open.pop()
      write({ e: 'after', at: time(), id })
    },
  }).enable()
}

function awaitedBy(
  type: string,
  resource: object,
  call: Call | undefined,
  parent: Awaited | undefined,
  isPrinting: boolean,
  at: number,
): Awaited {
  const place = call?.place ?? parent?.place
  const delay: unknown = type === 'Timeout' ? Reflect.get(resource, '_idleTimeout') : undefined
  return {
    type,
    asked: whoAsked(call, parent, isPrinting),
    at,
    ...(place && { place }),
    ...(typeof delay === 'number' && { delay }),
    ...(HANDLES.test(type) && { handle: resource }),
  }
}

function whoAsked(call: Call | undefined, parent: Awaited | undefined, isPrinting: boolean): Asked {
  if (isPrinting) return 'console'
  if (call) return call.isDirect ? 'snippet' : 'through'
  if (parent?.asked === 'console') return 'console'
  return parent?.place ? 'later' : 'node'
}

/** What libuv closes, and calls back about. */
const HANDLES = /WRAP$|^MESSAGEPORT$/

/** Node keeps the function to call once a handle is closed on the handle, and calls nothing else of it from then on. */
function isClosing(handle: object): boolean {
  return Object.getOwnPropertySymbols(handle).some((symbol) => symbol.description === 'handle_onclose')
}

/** Node counts the turns of its loop since 20.18 and 22.8. */
function roundNow(): { round?: number } {
  const info: unknown = Reflect.get(performance.nodeTiming, 'uvMetricsInfo')
  const count: unknown = typeof info === 'object' && info ? Reflect.get(info, 'loopCount') : undefined
  return typeof count === 'number' ? { round: count } : {}
}

/** Whatever is written to stdout and stderr goes on as it is. */
/**
 * @param endFlood for a program that prints without end: what it prints may never reach us, since a pipe that is full takes nothing
 * before the loop turns
 */
function recordPrints(state: { isPrinting: boolean }, time: Time, write: Write, endFlood: () => void): void {
  let left = MOST_OUTPUT
  for (const stream of ['stdout', 'stderr'] as const) {
    const target = process[stream]
    const original = target.write
    const recorded = function (this: unknown, chunk: unknown, ...rest: unknown[]) {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString()
      const place = callPlace(OURS)?.place
      write({ e: 'print', at: time(), stream, text, ...(place && { place }) })
      left -= text.length
      if (left < 0) endFlood()
      const wasPrinting = state.isPrinting
      state.isPrinting = true
      try {
        return Reflect.apply(original, this, [chunk, ...rest])
      } finally {
        state.isPrinting = wasPrinting
      }
    }
    target.write = recorded as typeof original
  }
}

function recordEnd(time: Time, write: Write): void {
  const onEnd = () => write({ e: 'exit', at: time() })
  process.prependListener('beforeExit', onEnd)
  process.prependListener('exit', onEnd)
  process.on('uncaughtExceptionMonitor', (error: unknown, origin) => {
    const place = errorPlace(error, OURS)
    const message = error instanceof Error ? `${error.name}: ${error.message}` : `a thrown value: ${String(error)}`
    write({ e: 'error', at: time(), origin, message, ...(place && { place }) })
  })
}
