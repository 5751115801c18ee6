/** Takes note of the language's own functions before the learner's code loads, and tells which were replaced. */
import { forgetDecoys, touchedDecoy } from './decoys.ts'

/** Vitest's fake timers and stack handling replace these on purpose. */
const LEFT_OUT = new Set([
  ...['Date', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'performance', 'Error.prepareStackTrace', 'Error.stackTraceLimit', 'globalThis', 'global'],
])

/** Node loads some globals when they are first read, and replaces its own getter: those are left out as well. */
const NAMES = Object.getOwnPropertyNames(globalThis).filter(
  (name) => /^[A-Z]/.test(name) && !LEFT_OUT.has(name) && !Object.getOwnPropertyDescriptor(globalThis, name)?.get,
)
const PROCESS_FUNCTIONS = ['send', 'emit', 'on', 'once', 'kill', 'listeners', 'hrtime', 'memoryUsage'] as const
/**
 * What comparing two values is made of: looked at before each comparison, for code that puts back what it replaced. The
 * first of them decide what is equal, and are looked at closely: a getter could give us the right one.
 */
const VITAL = [
  'Object.is',
  'Object.keys',
  'Object.hasOwn',
  'Object.prototype.toString',
  'Object.prototype.hasOwnProperty',
]
const CORE = new Set([
  ...VITAL,
  ...namesOf(
    'Object',
    'values entries getPrototypeOf getOwnPropertyNames getOwnPropertySymbols getOwnPropertyDescriptor',
  ),
  ...namesOf('Array', 'isArray from'),
  ...namesOf('Array.prototype', 'every some includes indexOf find findIndex forEach map filter push splice'),
  ...namesOf('Map.prototype', 'get has values entries'),
  ...namesOf('Set.prototype', 'has values entries'),
  ...namesOf('String.prototype', 'includes indexOf match'),
  ...namesOf('RegExp.prototype', 'exec test'),
  ...namesOf('Reflect', 'ownKeys get apply'),
  ...namesOf('Function.prototype', 'call apply'),
  ...namesOf('Iterator.prototype of arrays', 'next'),
])

function namesOf(owner: string, keys: string): string[] {
  return keys.split(' ').map((key) => `${owner}.${key}`)
}

const { getOwnPropertyDescriptor, getPrototypeOf, is } = Object
const { get, ownKeys } = Reflect

/** Iterators have no name of their own, and `for … of` asks them for everything. */
const HIDDEN: [label: string, prototype: object][] = [
  ['Iterator.prototype', getPrototypeOf(getPrototypeOf([][Symbol.iterator]()))],
  ['Iterator.prototype of arrays', getPrototypeOf([][Symbol.iterator]())],
  ['Iterator.prototype of maps', getPrototypeOf(new Map().entries())],
  ['Iterator.prototype of sets', getPrototypeOf(new Set().values())],
  ['Iterator.prototype of strings', getPrototypeOf(''[Symbol.iterator]())],
  ['Iterator.prototype of matches', getPrototypeOf(''.matchAll(/x/g))],
  ['Iterator.prototype of generators', getPrototypeOf(getPrototypeOf((function* () {})()))],
  ['AsyncFunction.prototype', getPrototypeOf(async () => undefined)],
  ['TypedArray', getPrototypeOf(Uint8Array)],
  ['TypedArray.prototype', getPrototypeOf(Uint8Array.prototype)],
]

interface Entry {
  label: string
  owner: object
  key: string | symbol
  value: unknown
}

/** What was found first, whenever anybody looked. */
let found: string | undefined
let all: Entry[] = []
let core: Entry[] = []
let vital: Entry[] = []
/** How much there is on the prototype of everything: what is added there is on every value. */
let additions = 0

/**
 * Call before the learner's code loads; the result, called after it ran, names what was replaced, or gives undefined.
 * Nothing here calls a method of the language: the judged code may have replaced just that one.
 */
export function watchIntrinsics(): () => string | undefined {
  all = [
    ...globalEntries(),
    ...symbolEntries(),
    ...HIDDEN.flatMap(([label, owner]) => entriesOf(label, owner)),
    ...processEntries(),
  ]
  core = all.filter(({ label }) => CORE.has(label))
  vital = core.filter(({ label }) => VITAL.includes(label))
  additions = ownKeys(Object.prototype).length
  found = undefined
  forgetDecoys()
  return () => look(all) ?? lookAtAdditions()
}

/**
 * The same for what comparing values is made of, which takes a few microseconds. What it finds is not forgotten. Not for
 * additions: there are exercises on code that adds to a prototype, and their checks take it back.
 */
export function lookAtCore(): void {
  if (look(vital) !== undefined) return
  for (let index = 0; index < core.length; index += 1) {
    const { owner, key, value, label } = core[index] as Entry
    if ((owner as Record<typeof key, unknown>)[key] !== value) {
      found = label
      return
    }
  }
}

function look(entries: Entry[]): string | undefined {
  if (found !== undefined) return found
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index] as Entry
    if (!is(heldBy(entry.owner, entry.key), entry.value)) {
      found = entry.label
      return found
    }
  }
  found = touchedDecoy()
  return found
}

function lookAtAdditions(): string | undefined {
  if (ownKeys(Object.prototype).length !== additions) found = 'Object.prototype'
  return found
}

function globalEntries(): Entry[] {
  const entries: Entry[] = []
  for (const name of NAMES) {
    const builtIn: unknown = heldBy(globalThis, name)
    entries.push({ label: name, owner: globalThis, key: name, value: builtIn })
    if (typeof builtIn !== 'function' && (typeof builtIn !== 'object' || builtIn === null)) continue
    entries.push(...entriesOf(name, builtIn))
    const prototype: unknown = heldBy(builtIn, 'prototype')
    if (typeof prototype === 'object' && prototype !== null) entries.push(...entriesOf(`${name}.prototype`, prototype))
  }
  return entries
}

function entriesOf(label: string, owner: object): Entry[] {
  return ownKeys(owner)
    .filter((key) => !LEFT_OUT.has(`${label}.${String(key)}`))
    .map((key) => ({ label: `${label}.${String(key)}`, owner, key, value: heldBy(owner, key) }))
}

/** Such as that under which an assertion library is usually found. */
function symbolEntries(): Entry[] {
  return ownKeys(globalThis)
    .filter((key) => typeof key === 'symbol')
    .map((key) => ({ label: `globalThis[${String(key)}]`, owner: globalThis, key, value: heldBy(globalThis, key) }))
}

function processEntries(): Entry[] {
  return PROCESS_FUNCTIONS.map((key) => ({
    label: `process.${key}`,
    owner: process,
    key,
    value: process[key],
  }))
}

/** A method, or the getter of an accessor; never calls a getter. */
function heldBy(owner: object, key: string | symbol): unknown {
  const descriptor = getOwnPropertyDescriptor(owner, key)
  if (!descriptor) return owner === process ? get(owner, key) : undefined
  return descriptor.get ?? descriptor.value
}
