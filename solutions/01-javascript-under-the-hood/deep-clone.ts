import { types } from 'node:util'

/** From each original to its copy. It makes cycles end, and keeps one object one object. */
type Seen = Map<object, object>

/** Gives a copy of `value` that shares nothing with it that could be changed. Functions are shared. */
export function deepClone<T>(value: T): T {
  return copyOf(value, new Map())
}

function copyOf<T>(value: T, seen: Seen): T {
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known) return known as T

  const copy = emptyCopy(value, seen)
  seen.set(value, copy) // before the contents, which may lead back here
  copyContents(value, copy, seen)
  return copy as T
}

function emptyCopy(source: object, seen: Seen): object {
  return Object.setPrototypeOf(builtInLike(source, seen), Object.getPrototypeOf(source)) as object
}

/** An object with the same inner slots. `node:util` looks at those, where `instanceof` only looks at prototypes. */
function builtInLike(source: object, seen: Seen): object {
  if (Array.isArray(source)) return new Array(source.length)
  if (types.isDate(source)) return new Date(source.getTime())
  if (types.isRegExp(source)) return Object.assign(new RegExp(source), { lastIndex: source.lastIndex })
  if (types.isMap(source)) return new Map()
  if (types.isSet(source)) return new Set()
  if (types.isArrayBuffer(source)) return source.slice(0)
  if (types.isDataView(source)) return new DataView(copyOf(source.buffer, seen), source.byteOffset, source.byteLength)
  if (types.isTypedArray(source)) return typedArrayLike(source, copyOf(source.buffer, seen))
  return {}
}

type TypedArrayConstructor = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => NodeJS.TypedArray

/** The tag names the built-in class, for a subclass such as Buffer too, whose constructor takes something else. */
function typedArrayLike(source: NodeJS.TypedArray, buffer: ArrayBufferLike): NodeJS.TypedArray {
  const TypedArray = globalThis[source[Symbol.toStringTag] as 'Uint8Array'] as TypedArrayConstructor
  return new TypedArray(buffer, source.byteOffset, source.length)
}

function copyContents(source: object, copy: object, seen: Seen): void {
  if (ArrayBuffer.isView(source)) return // its contents are in the buffer
  if (types.isMap(source)) copyEntries(source, copy as Map<unknown, unknown>, seen)
  if (types.isSet(source)) copyItems(source, copy as Set<unknown>, seen)
  for (const key of Reflect.ownKeys(source)) {
    const property = Object.getOwnPropertyDescriptor(source, key)
    if (property?.enumerable) Object.defineProperty(copy, key, openCopy(property, seen))
  }
}

function copyEntries(source: Map<unknown, unknown>, copy: Map<unknown, unknown>, seen: Seen): void {
  for (const [key, value] of source) copy.set(copyOf(key, seen), copyOf(value, seen))
}

function copyItems(source: Set<unknown>, copy: Set<unknown>, seen: Seen): void {
  for (const item of source) copy.add(copyOf(item, seen))
}

/** Defined rather than assigned: `copy.__proto__ = …` would change the prototype, and setters would run. */
function openCopy(property: PropertyDescriptor, seen: Seen): PropertyDescriptor {
  if ('value' in property)
    return { enumerable: true, configurable: true, writable: true, value: copyOf(property.value, seen) }
  return { ...property, configurable: true }
}
