/** Where in the learner's files a call came from. In the snippet's process: it must leave no mark there. */
import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Place } from './recorded.ts'

export interface Call {
  place: Place
  /** Whether nothing but the function that schedules stands between the learner's line and the queue. */
  isDirect: boolean
}

/** Deep enough for what Node does between a call of the learner's and its queue. */
const DEPTH = 60

/** Node's ways into its queues: a call that goes through nothing else is the learner's own. */
const WAYS_IN = new Set([
  'node:internal/async_hooks',
  'node:async_hooks',
  'node:internal/process/task_queues',
  'node:internal/timers',
  'node:timers',
  'node:timers/promises',
  'node:internal/abort_controller',
])

const { captureStackTrace } = Error

/** @param ours folder of what is never the learner's */
export function callPlace(ours: string): Call | undefined {
  const sites = sitesHere()
  let isDirect = true
  for (const [index, site] of sites.entries()) {
    const name = site.getFileName()
    // What awaits this is on no stack, though it is drawn there.
    if (!name || Reflect.get(site, 'isAsync')?.call(site) === true) continue
    const file = learnersFile(name, ours)
    if (file !== undefined) {
      // A module with a top-level await has a frame while it is linked, and does not run yet.
      if (/instantiate/i.test(sites[index + 1]?.getFunctionName() ?? '')) return undefined
      return { place: sourcePlace(file, site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1), isDirect }
    }
    if (!WAYS_IN.has(name) && !name.startsWith(ours)) isDirect = false
  }
  return undefined
}

/** The line of an error's stack that is the learner's. */
export function errorPlace(error: unknown, ours: string): Place | undefined {
  const stack = error instanceof Error ? String(error.stack) : ''
  for (const [, name = '', line] of stack.matchAll(
    /(?<=^|[\s(])(file:\/\/[^\n]+?|\/[^\n]+?|[A-Z]:\\[^\n]+?):(\d+)(?::\d+)?\)?$/gm,
  )) {
    const file = learnersFile(name, ours)
    // Node has mapped it already.
    if (file !== undefined) return { file, line: Number(line) }
  }
  return undefined
}

function sitesHere(): NodeJS.CallSite[] {
  const holder: { stack?: NodeJS.CallSite[] } = {}
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')
  try {
    Object.defineProperty(Error, 'prepareStackTrace', {
      value: (_: Error, sites: unknown) => sites,
      configurable: true,
    })
    Object.defineProperty(Error, 'stackTraceLimit', { value: DEPTH, configurable: true, writable: true })
    captureStackTrace(holder, callPlace)
    return holder.stack ?? []
  } finally {
    restore('prepareStackTrace', prepare)
    restore('stackTraceLimit', limit)
  }
}

function restore(name: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor) Object.defineProperty(Error, name, descriptor)
  else Reflect.deleteProperty(Error, name)
}

function learnersFile(name: string, ours: string): string | undefined {
  if (!name.startsWith('file:') && !/^(?:\/|[A-Za-z]:[\\/])/.test(name)) return undefined
  const file = name.startsWith('file:') ? fileURLToPath(name.replace(/\?.*$/, '')) : name
  return file.startsWith(ours) || /[\\/]node_modules[\\/]/.test(file) ? undefined : file
}

function sourcePlace(file: string, line: number, column: number): Place {
  if (!/\.[cm]?ts$/.test(file)) return { file, line }
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1)
  return { file, line: entry && 'originalLine' in entry ? entry.originalLine + 1 : line }
}
