/** Loaded into the learner's server before all else, and into each of its worker threads. */
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { startWatchdog } from './watchdog.ts'

/** Where the learner's folder has no such package, the course's own is used. */
const FALLBACK = `
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]|^\\w+:/.test(specifier)) throw error
    return await next(specifier, { ...context, parentURL: ${JSON.stringify(import.meta.url)} })
  }
}`

const fallback = `data:text/javascript,${encodeURIComponent(FALLBACK)}`

if (isMainThread) {
  register(fallback)
  const fd = takeNumber('COURSE_WATCHDOG_FD')
  const pulse = takeNumber('COURSE_PULSE_FD')
  if (fd) startWatchdog('app', fd, process.ppid, pulse)
} else {
  // tsx leaves out worker threads on Node 20 (privatenumber/tsx#354), so a worker in a .ts file would not load.
  const tsx = await import('tsx/esm/api')
  tsx.register()
  register(fallback) // each thread of Node 20 has hooks of its own
}

/** The learner's code has no business with it. */
function takeNumber(name: string): number {
  const value = Number(process.env[name] ?? 0)
  delete process.env[name]
  return value
}
