/** What tests may change about their process, put back after each file: as if each had a process of its own. */
import { Server } from 'node:net'
import { putTimersBack } from '../../fenced/runner/timers.ts'
import { vi } from '../../fenced/runner/vi.ts'
import { stretched } from '../in-time.ts'
import { globals } from './dialects.ts'
import type { Conditions } from './messages.ts'

const { setTimeout } = globalThis
const now = performance.now.bind(performance)
const CLOSING_MS = 200
const NODE_TEST = process.getBuiltinModule('node:test')
const CHANGED = [globalThis, console, Math, process, JSON, Date] as const

const listening = new Set<Server>()
const { listen } = Server.prototype
/** Ports that were asked for by number. */
export const fixedPorts = new Set<number>()

Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  listening.add(this)
  const [first] = args
  const port = Number(typeof first === 'object' && first !== null && 'port' in first ? first.port : first)
  if (port > 0) fixedPorts.add(port)
  return Reflect.apply(listen, this, args)
} as typeof listen

/** Sets the stage for a file, and gives what strikes it: that says whether a server was left listening. */
export function arrange(conditions: Conditions): () => Promise<boolean> {
  const before = CHANGED.map((owner) => ({ owner, held: Object.getOwnPropertyDescriptors(owner) }))
  const env = { ...process.env }
  Object.assign(globalThis, globals())
  if (conditions.timeZone) process.env['TZ'] = conditions.timeZone
  if (conditions.now) shiftClock(Date.parse(conditions.now) - Date.now())
  if (conditions.slower) slowTimers(conditions.slower)
  return async () => {
    restoreDoubles()
    for (const { owner, held } of before) putBack(owner, held)
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name]
    Object.assign(process.env, env)
    if (conditions.timeZone && env['TZ'] === undefined) delete process.env['TZ']
    return closeServers()
  }
}

/** It belongs to the stage, and stays. */
export function isOurs(server: Server): Server {
  listening.delete(server)
  fixedPorts.clear()
  return server
}

function restoreDoubles(): void {
  NODE_TEST.mock.reset()
  try {
    NODE_TEST.mock.timers.reset()
  } catch {
    // They were not faked.
  }
  putTimersBack()
  for (const name of ['restoreAllMocks', 'unstubAllGlobals', 'unstubAllEnvs']) Reflect.get(vi, name)()
}

function putBack(owner: object, held: Record<PropertyKey, PropertyDescriptor>): void {
  for (const key of Reflect.ownKeys(owner)) if (!Object.hasOwn(held, key)) Reflect.deleteProperty(owner, key)
  for (const key of Reflect.ownKeys(held)) {
    const { [key]: was } = held
    const is = Object.getOwnPropertyDescriptor(owner, key)
    if (was?.configurable && (is?.value !== was.value || is?.get !== was.get)) Object.defineProperty(owner, key, was)
    else if (was?.writable && is?.value !== was.value) Reflect.set(owner, key, was.value)
  }
}

/** A close that has been asked for takes a moment. */
async function stillListening(): Promise<Server[]> {
  const deadline = now() + stretched(CLOSING_MS)
  for (;;) {
    const left = [...listening].filter((server) => server.listening)
    if (left.length === 0 || now() > deadline) return left
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function closeServers(): Promise<boolean> {
  const left = await stillListening()
  listening.clear()
  for (const server of left) {
    server.close()
    if ('closeAllConnections' in server) Reflect.apply(server.closeAllConnections as () => void, server, [])
  }
  await new Promise((resolve) => setTimeout(resolve, 0))
  return left.length > 0
}

function shiftClock(by: number): void {
  const now = Date.now.bind(Date)
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now() + by], newTarget),
    apply: (target) => new target(now() + by).toString(),
    get: (target, key) => (key === 'now' ? () => now() + by : Reflect.get(target, key)),
  })
}

/** What `setTimeout` promises is "not before". */
function slowTimers(times: number): void {
  const before = globalThis.setTimeout
  const slow = (work: () => void, ms = 1, ...args: []) => before(work, ms * times, ...args)
  globalThis.setTimeout = Object.assign(slow, before) as unknown as typeof before
}

/** `node:timers/promises` under the same conditions. */
export function slowPromises({ slower = 1 }: Conditions): object {
  const timers = process.getBuiltinModule('node:timers/promises')
  const wait = (ms = 1, value?: unknown, options?: object) => timers.setTimeout(ms * slower, value, options)
  const scheduler = { ...timers.scheduler, wait: (ms: number) => wait(ms), yield: () => timers.setImmediate() }
  const face = { ...timers, setTimeout: wait, scheduler }
  return { ...face, default: face }
}
