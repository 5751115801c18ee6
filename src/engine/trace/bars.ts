/** From events to callbacks: which of what was recorded is one, and in which queue it was. Pure. */
import type { Asked, Place, Recorded } from './recorded.ts'

/** A callback that Node called from its loop, or the script; what happens inside of it belongs to it. */
export interface Bar {
  lane: string
  type: string
  asyncId?: number
  asked: Asked
  place?: Place
  start: number
  end?: number
  queued?: number
  turn?: number
  prints: Extract<Recorded, { e: 'print' }>[]
  error?: Extract<Recorded, { e: 'error' }>
  /** Code of the learner's was on the stack, here for the first time. */
  seen?: Place
}

/** Puts events together, one after the other. */
class Bars {
  readonly all: Bar[] = []
  #open: Bar | undefined
  #depth = 0
  #isExiting = false

  add(event: Recorded): void {
    if (event.e === 'before') this.#enter(barOf(event))
    if (event.e === 'after') this.#leave(event.at)
    if (event.e === 'print') this.#current(event.at).prints.push(event)
    if (event.e === 'error') this.#current(event.at).error = event
    if (event.e === 'seen') this.#current(event.at).seen ??= event.place
    if (event.e === 'exit') this.#exit(event.at)
  }

  /** What Node calls from no queue: a CommonJS script, and later the listeners of `exit` and `beforeExit`. */
  #current(at: number): Bar {
    if (this.#open) return this.#open
    const isScript = !this.#isExiting && !this.all.some(isTheirs)
    const type = isScript ? 'main' : 'outside'
    this.#open = { lane: 'stack', type, asked: 'node', start: isScript ? 0 : at, prints: [] }
    this.all.push(this.#open)
    return this.#open
  }

  #enter(bar: Bar): void {
    if (this.#open && this.#depth > 0) {
      this.#depth += 1
      return
    }
    this.#end(bar.start)
    this.#open = bar
    this.all.push(bar)
    this.#depth = 1
  }

  #leave(at: number): void {
    this.#depth = Math.max(0, this.#depth - 1)
    if (this.#depth === 0) this.#end(at)
  }

  /** `process.exit` inside of a callback: its listeners are part of it. */
  #exit(at: number): void {
    if (this.#depth === 0) this.#end(at)
    this.#isExiting = true
  }

  #end(at: number): void {
    if (this.#open) this.#open.end = at
    this.#open = undefined
  }
}

export function barsOf(events: Recorded[]): Bar[] {
  const bars = new Bars()
  for (const event of events) bars.add(event)
  // A CommonJS script that did nothing that can be seen, and did not end.
  if (bars.all.length === 0 && events.some(({ e }) => e === 'start') && !events.some(({ e }) => e === 'exit')) {
    return [{ lane: 'stack', type: 'main', asked: 'node', start: 0, prints: [] }]
  }
  return nameScript(bars.all)
}

/** Node evaluates an ES module inside a promise job. Nothing of the learner's runs before that one. */
function nameScript(bars: Bar[]): Bar[] {
  if (bars.some(({ type }) => type === 'main')) return bars
  const first = bars.find((bar) => isTheirs(bar)) ?? bars.findLast((bar) => bar.end === undefined)
  if (!first || first.type === 'outside') return bars
  first.lane = 'stack'
  first.type = 'main'
  first.asked = 'snippet'
  delete first.place
  return bars
}

/** Whether code of the learner's was seen in it: it printed, scheduled or threw something. */
export function isTheirs({ seen, prints, error }: Bar): boolean {
  return seen !== undefined || error?.place !== undefined || prints.some(({ place }) => place)
}

function barOf(event: Extract<Recorded, { e: 'before' }>): Bar {
  const { type, id, asked, place, at, scheduledAt, round } = event
  return {
    lane: laneOf(event),
    type,
    asyncId: id,
    asked,
    start: at,
    prints: [],
    ...(place && { place }),
    ...(scheduledAt !== undefined && { queued: scheduledAt }),
    ...(round !== undefined && { turn: round }),
  }
}

const LANES: Record<string, string> = {
  TickObject: 'ticks',
  PROMISE: 'microtasks',
  Microtask: 'microtasks',
  Immediate: 'immediates',
  unknown: 'unknown',
}

/** What has no queue of its own comes from libuv: sockets, files, the thread pool, child processes, signals. */
function laneOf({ type, delay, closes }: Extract<Recorded, { e: 'before' }>): string {
  if (closes) return 'closing'
  if (type === 'Timeout') return `timers-${delay ?? 0}`
  return LANES[type] ?? 'poll'
}

/** Whether it is drawn: a line of the learner's asked for it, or ran in it. */
export function isShown(bar: Bar): boolean {
  if (isTheirs(bar) || bar.asked === 'snippet' || bar.lane === 'stack') return true
  if (bar.asked === 'through') return bar.lane === 'poll' || bar.lane === 'closing'
  // One call of `readFile` reads in several steps, each through poll.
  return bar.asked === 'later' && /^(?:FSREQ|FILEHANDLE)/.test(bar.type)
}
