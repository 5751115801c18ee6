/** Takes note of the language's own functions before the learner's code loads, and tells which were replaced. */

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

const { getOwnPropertyDescriptor, is } = Object
const { ownKeys } = Reflect

interface Entry {
  label: string
  owner: object
  key: string | symbol
  value: unknown
}

/** Call before the learner's code loads; the result, called after it ran, names what was replaced, or gives undefined. */
export function watchIntrinsics(): () => string | undefined {
  const entries = [...globalEntries(), ...processEntries()]
  const additions = ownKeys(Object.prototype).length
  return () => {
    const changed = entries.find(({ owner, key, value }) => !is(heldBy(owner, key), value))
    if (changed) return changed.label
    return ownKeys(Object.prototype).length === additions ? undefined : 'Object.prototype'
  }
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
  if (!descriptor) return owner === process ? Reflect.get(owner, key) : undefined
  return descriptor.get ?? descriptor.value
}
