import type { Step } from '../../exercises/02-the-event-loop/mini-event-loop.ts'

/**
 * Random programs whose order Node guarantees. What it does not guarantee is left out by construction: programs start
 * in an I/O callback; timers are due far apart, or are twins with the same delay set in one go, and twins set no
 * immediates; and a `spin` never ends near the moment when a timer is due.
 */
export type Family = 'queues' | 'timers' | 'blocking'

export function generatePrograms(family: Family, count: number, seed: number): Step[][] {
  const random = seeded(seed)
  return Array.from({ length: count }, () => new Generator(random, family).program())
}

/** A small generator of numbers from 0 to 1 (mulberry32): the same seed gives the same numbers everywhere. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Timers are due at multiples of this, in milliseconds; in 'blocking' programs spins end in the middle between two. */
const SLOT = 20
const LAST_SLOT = 4

interface Place {
  depth: number
  /** The slot in which this code runs. */
  slot: number
  immediates: boolean
  timers: boolean
}

class Generator {
  readonly #random: () => number
  readonly #family: Family
  readonly #slots = new Set<number>()
  #printed = 0

  constructor(random: () => number, family: Family) {
    this.#random = random
    this.#family = family
  }

  program(): Step[] {
    const top = this.#body({ depth: 0, slot: 0, immediates: true, timers: this.#family !== 'queues' })
    if (this.#family !== 'blocking') return top
    return [...top, { kind: 'spin', ms: SLOT * this.#upTo(LAST_SLOT) + SLOT / 2 }, this.#print()]
  }

  #body(place: Place): Step[] {
    const fewest = place.depth === 0 ? 1 : 0
    const steps: Step[] = [this.#print()]
    if (place.depth >= 3) return steps
    for (let left = fewest + this.#upTo(3) - 1; left > 0; left -= 1) steps.push(...this.#step(place))
    return steps
  }

  #step(place: Place): Step[] {
    const inner = { ...place, depth: place.depth + 1, timers: place.timers && this.#family !== 'blocking' }
    const kinds: Step['kind'][] = ['nextTick', 'nextTick', 'microtask', 'microtask']
    if (place.immediates) kinds.push('immediate', 'immediate')
    if (place.timers) kinds.push('timer', 'timer', 'timer', 'timer')
    const kind = kinds[this.#upTo(kinds.length) - 1] ?? 'print'
    if (kind === 'nextTick' || kind === 'microtask' || kind === 'immediate') return [{ kind, run: this.#body(inner) }]
    return this.#timers(inner)
  }

  #timers(place: Place): Step[] {
    const slot = place.slot + this.#upTo(LAST_SLOT - place.slot)
    if (slot > LAST_SLOT || this.#slots.has(slot)) return [this.#print()]
    this.#slots.add(slot)
    const ms = (slot - place.slot) * SLOT
    if (this.#random() < 0.7) return [{ kind: 'timer', ms, run: this.#body({ ...place, slot }) }]
    const twin = { ...place, slot, immediates: false, timers: false }
    return [
      { kind: 'timer', ms, run: this.#body(twin) },
      { kind: 'timer', ms, run: this.#body(twin) },
    ]
  }

  #print(): Step {
    this.#printed += 1
    return { kind: 'print', text: `${this.#printed}` }
  }

  /** A whole number from 1 to `most`. */
  #upTo(most: number): number {
    return 1 + Math.floor(this.#random() * most)
  }
}

/** The program as JavaScript that a learner can paste into a file and run. */
export function asJavaScript(program: Step[]): string {
  const lines = ["require('node:fs').stat('.', () => {", ...body(program, '  '), '})']
  return lines.join('\n')
}

function body(steps: Step[], indent: string): string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'print') return [`${indent}console.log('${step.text}')`]
    if (step.kind === 'spin') {
      return [`${indent}for (const end = Date.now() + ${step.ms}; Date.now() < end; ) {} // busy for ${step.ms} ms`]
    }
    const [open, close] = callOf(step)
    return [`${indent}${open}() => {`, ...body(step.run, `${indent}  `), `${indent}}${close}`]
  })
}

function callOf(step: Exclude<Step, { kind: 'print' | 'spin' }>): [string, string] {
  if (step.kind === 'nextTick') return ['process.nextTick(', ')']
  if (step.kind === 'microtask') return ['queueMicrotask(', ')']
  if (step.kind === 'immediate') return ['setImmediate(', ')']
  return ['setTimeout(', `, ${step.ms})`]
}

/** Short ways to write a program by hand. */
export const print = (text: string): Step => ({ kind: 'print', text })
export const spin = (ms: number): Step => ({ kind: 'spin', ms })
export const nextTick = (...run: Step[]): Step => ({ kind: 'nextTick', run })
export const microtask = (...run: Step[]): Step => ({ kind: 'microtask', run })
export const immediate = (...run: Step[]): Step => ({ kind: 'immediate', run })
export const timer = (ms: number, ...run: Step[]): Step => ({ kind: 'timer', ms, run })
