/** Preloaded into the learner's server. tsx skips worker threads on Node 20 (privatenumber/tsx#354), so a worker in a .ts file would not load. */
import { isMainThread } from 'node:worker_threads'

if (!isMainThread) {
  const { register } = await import('tsx/esm/api')
  register()
}
