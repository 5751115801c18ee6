/**
 * Loaded before all else by each process that runs TypeScript of courses and learners, and by each thread and process
 * that it starts in turn. Those that load what they run by themselves need no hooks.
 */
import { register } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { startWatchdog } from '../fenced/watchdog.ts'
import { hasHooks } from './flags.ts'
import { hookInto } from './hooks.ts'
import type { LoadRules } from './resolve.ts'

const OWN_LOADER = ['worker.cjs', 'app-host.cjs', 'suite-host.cjs']

const dist = dirname(fileURLToPath(import.meta.url))
const main = process.argv[1] ?? ''
if (!isMainThread || dirname(main) !== dist || !OWN_LOADER.includes(basename(main))) hook()

if (isMainThread) startWatchdog('app', process.ppid)

function hook(): void {
  const rules: LoadRules = { packageRoot: dirname(dist), mapsInline: true }
  if (hasHooks) hookInto(rules)
  else register<LoadRules>(pathToFileURL(join(dist, 'hooks-thread.js')).href, { data: rules })
  process.setSourceMapsEnabled(true)
}
