/** Starts before the command line itself has loaded. All that it needs is one file, whose compiled code is kept. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RUN_VARIABLE, wearMark } from '../processes/run-mark.ts'
import type * as judge from './judge.ts'
import { withQuietTimers } from './quiet-timers.ts'

wearMark(process.env[RUN_VARIABLE] ?? '')

const dist = dirname(fileURLToPath(import.meta.url))
const packageRoot = dirname(dist)
const { loadCached } = createRequire(`${packageRoot}/package.json`)('./bin/code-cache.cjs') as {
  loadCached: (file: string) => { exports: typeof judge; keep: () => void }
}
const { exports, keep } = withQuietTimers(() => loadCached(join(dist, 'judge.cjs')))
void exports.serve(packageRoot, keep)
