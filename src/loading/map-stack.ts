import { fileURLToPath } from 'node:url'
import { SOURCE_MARK } from './not-found.ts'
import { sourcePosition } from './transform.ts'

/** How a line of a stack ends. */
const END = /(?:\?run=\d+)?:(\d+):(\d+)(\)?)$/
/** Where the path of a file may begin in it: its folders may have any name. */
const BEGINNING = /(?<=^|[\s(])(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])/g

/** Lines that are longer hold no place, and looking for one in a megabyte takes its time. */
const LONGEST_LINE = 2000

type PrepareStack = ((error: Error, sites: NodeJS.CallSite[]) => unknown) | undefined

/** What this process makes of stacks, where it is we who say so. */
let own: PrepareStack

/** A stack whose places are those of the sources. */
export function mapStack(stack: string): string {
  return stack
    .split('\n')
    .map((line) => (line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : mapLine(line)))
    .join('\n')
}

function mapLine(text: string): string {
  const end = END.exec(text)
  if (!end) return text
  const [, line, column, bracket] = end
  const before = text.slice(0, end.index)
  if (before.endsWith(SOURCE_MARK)) return text
  for (const beginning of before.matchAll(BEGINNING)) {
    const position = sourcePosition(pathOf(before.slice(beginning.index)), Number(line), Number(column))
    if (position) return `${before}:${position.line}:${position.column}${bracket}`
  }
  return text
}

function pathOf(place: string): string {
  try {
    return place.startsWith('file:') ? fileURLToPath(place) : place
  } catch {
    return place
  }
}

/** From now on every stack of this thread is that of the sources. */
export function mapStacks(): void {
  own = (error, sites) => mapStack([headOf(error), ...sites.map((site) => `    at ${site}`)].join('\n'))
  setPrepare(own)
}

/**
 * The stack of an error, with the places of the sources, whatever the learner's code makes of stacks
 * (`Error.prepareStackTrace`); undefined where it holds no text.
 */
export function stackOf(error: object): string | undefined {
  const theirs: PrepareStack = Error.prepareStackTrace
  try {
    setPrepare(own)
    const stack: unknown = Reflect.get(error, 'stack')
    if (typeof stack !== 'string') return undefined
    return own ? stack : mapStack(stack)
  } catch {
    return undefined
  } finally {
    setPrepare(theirs)
  }
}

/**
 * The learner's code may say what becomes of stacks, and may get it wrong. What `isOurs` accepts keeps the form that
 * those who wrote it count on: the runner cannot do without.
 *
 * @param isOurs of the file in which an error was made
 */
export function keepOwnStacks(isOurs: (file: string) => boolean): void {
  const guards = new WeakSet<object>()
  let current: PrepareStack
  const guarded = (theirs: NonNullable<PrepareStack>): PrepareStack => {
    const guard: PrepareStack = (error, sites) => {
      if (!isOurs(sites[0]?.getFileName() ?? '')) return theirs(error, sites)
      return [headOf(error), ...sites.map((site) => `    at ${site}`)].join('\n')
    }
    guards.add(guard)
    return guard
  }
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    get: () => current,
    set: (value: unknown) => {
      if (typeof value !== 'function') current = undefined
      else current = guards.has(value) ? (value as PrepareStack) : guarded(value as NonNullable<PrepareStack>)
    },
  })
}

function setPrepare(prepare: PrepareStack): void {
  Reflect.set(Error, 'prepareStackTrace', prepare)
}

function headOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}
