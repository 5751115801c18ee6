/** Runs in the process of a variant: builds its server, listens on a free port, and measures itself when told to. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import type { Asked, ServerMeasure, ServerOrder } from './messages.ts'

type Built = RequestListener | Server

/** Milliseconds between two looks at the loop's clock; taken off again, so that an idle loop reads 0. */
const RESOLUTION = 10
const MEMORY_EVERY = 100

const [file = ''] = process.argv.slice(2)
const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
let before: EventLoopUtilization = performance.eventLoopUtilization()
let memoryTimer: NodeJS.Timeout | undefined
let peak = 0

// Before the learner's code runs: whatever it does, this process ends with its parent.
process.once('disconnect', () => process.exit())
process.on('message', ({ id, order }: Asked<ServerOrder>) => {
  process.send?.({ id, answer: order === 'start' ? startMeasuring() : stopMeasuring() })
})

try {
  const module = (await import(pathToFileURL(file).href)) as { buildApp?: () => Built | Promise<Built> }
  if (typeof module.buildApp !== 'function') throw new TypeError('the file does not export a function named buildApp')
  const built = await module.buildApp()
  const server = typeof built === 'function' ? createServer(built) : built
  server.once('error', fail)
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port })
  })
} catch (error) {
  fail(error)
}

function fail(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const lines = text.split('\n').filter((line) => !/^ +at .*(?:node:|server-host|bench-server|node_modules)/.test(line))
  process.send?.({ error: lines.join('\n') })
}

function startMeasuring(): null {
  delay.reset()
  delay.enable()
  before = performance.eventLoopUtilization()
  peak = process.memoryUsage.rss()
  memoryTimer = setInterval(lookAtMemory, MEMORY_EVERY)
  memoryTimer.unref()
  return null
}

function stopMeasuring(): ServerMeasure {
  clearInterval(memoryTimer)
  lookAtMemory()
  delay.disable()
  const late = delay.percentile(50) / 1e6 - RESOLUTION
  return {
    eventLoopDelayP50: Math.max(0, late),
    eventLoopUtilisation: performance.eventLoopUtilization(before).utilization,
    peakMb: peak / 2 ** 20,
  }
}

function lookAtMemory(): void {
  peak = Math.max(peak, process.memoryUsage.rss())
}
