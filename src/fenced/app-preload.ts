/** Loaded into the learner's server before all else, and into each of its worker threads. */
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import type { HookData } from './typescript-hooks.ts'
import { startWatchdog } from './watchdog.ts'

/** Told by the address of this file, which worker threads and forked processes inherit. */
const transformer = new URL(import.meta.url).searchParams.get('transformer') ?? undefined

// tsx leaves out worker threads on Node 20 (privatenumber/tsx#354), so a worker in a .ts file would not load.
if (!transformer && !isMainThread) (await import('tsx/esm/api')).register()

// Each thread of Node 20 has hooks of its own.
register<HookData>(import.meta.url.replace(/app-preload\.(\w+)(?:\?.*)?$/, 'typescript-hooks.$1'), {
  data: { transformer, fallback: import.meta.url },
})
if (transformer) process.setSourceMapsEnabled(true)

if (isMainThread) {
  const fd = takeNumber('COURSE_WATCHDOG_FD')
  const pulse = takeNumber('COURSE_PULSE_FD')
  if (fd) startWatchdog('app', fd, process.ppid, pulse)
}

/** The learner's code has no business with it. */
function takeNumber(name: string): number {
  const value = Number(process.env[name] ?? 0)
  delete process.env[name]
  return value
}
