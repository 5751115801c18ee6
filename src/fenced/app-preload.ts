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
  const fd = Number(process.env['COURSE_WATCHDOG_FD'] ?? 0)
  delete process.env['COURSE_WATCHDOG_FD']
  if (fd) startWatchdog('app', fd, process.ppid)
} else {
  // tsx leaves out worker threads on Node 20 (privatenumber/tsx#354), so a worker in a .ts file would not load.
  const tsx = await import('tsx/esm/api')
  tsx.register()
  register(fallback) // each thread of Node 20 has hooks of its own
}
