/** Whether code that has run has left anything behind in its process. */
import type { Worker } from 'node:worker_threads'

const { ownKeys } = Reflect
const activeResources = process.getActiveResourcesInfo.bind(process)
const eventNames = process.eventNames.bind(process)
const listenerCount = process.listenerCount.bind(process)
const cwd = process.cwd.bind(process)

/**
 * Call before the learner's code loads; the result, called after it ran, tells whether all is as it was: no timer,
 * thread, server or file left open, no listener, global or environment variable left behind, the same folder.
 */
export function watchTraces(): () => boolean {
  noteThreads()
  const resources = activeResources()
  const before = settings()
  return () =>
    settings() === before &&
    !goesBeyond(activeResources(), resources) &&
    threads.every(({ threadId }) => threadId === ENDED)
}

let threads: Worker[] = []
let areNoted = false

function noteThreads(): void {
  threads = []
  if (!areNoted) process.on('worker', (thread: Worker) => threads.push(thread))
  areNoted = true
}

/** What a thread that is no more says of itself. It need not be among the active resources while it runs. */
const ENDED = -1

/** Some that were active before may have ended meanwhile. */
function goesBeyond(now: string[], before: string[]): boolean {
  const left = [...before]
  return now.some((kind) => {
    const index = left.indexOf(kind)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

function settings(): string {
  const listeners = eventNames().map((event) => `${String(event)} ${listenerCount(event)}`)
  return JSON.stringify([listeners.sort(), ownKeys(globalThis).map(String), process.env, process.exitCode ?? 0, cwd()])
}
