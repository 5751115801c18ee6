import type { Exercise } from '../course/model.ts'
import { readCheckFiles } from './check-files.ts'
import { conclude } from './conclude.ts'
import type { Breach, Fence } from './fence.ts'
import type { Seal } from './seals.ts'
import type { Lease } from './service-pool.ts'
import type { ResolvedTarget } from './target.ts'
import type { Verdict } from './verdict.ts'
import type { VitestHost, VitestReport } from './vitest-host.ts'

/** How long Vitest may take to report after the fence has closed. */
const REPORT_MS = 1500

interface Run {
  files: ResolvedTarget
  exercise: Exercise
  lease: Lease
  /** When the verdict was asked for, as `performance.now` says it. */
  start: number
}

/** Judges what is in `files` in this process. Ends it, unless the run has left it clean: then that is the caller's business. */
export async function runInFence(
  host: VitestHost,
  fence: Fence,
  { files, exercise, lease, start }: Run,
): Promise<Verdict> {
  const seals: Seal[] = []
  let breach: Breach | undefined
  fence.on('seal', (seal) => seals.push(seal))
  fence.on('breach', (which) => {
    breach = which
  })
  const exit = fence.exited
  const run = host.run(files, fence)
  const report = await Promise.race([run.catch(() => undefined), exit.then(() => afterExit(run))])
  const stays = fence.isClean
  if (!stays) fence.kill()
  const verdict = conclude({
    manifest: readCheckFiles(files.checkFile).flatMap(({ checks }) => checks),
    seals,
    report,
    breach,
    exit: stays ? undefined : await exit,
    output: fence.output,
    largestMb: fence.largestMb,
    heapMb: exercise.limits.heapMb,
    memoryLimitMb: fence.memoryLimitMb,
    base: files.base,
    ms: performance.now() - start,
  })
  if (lease.services.length === 0) return verdict
  return { ...verdict, notes: [...verdict.notes, ...lease.notes], services: lease.services }
}

/** The process ended first: Vitest may have had its report already, or never gets one. */
function afterExit(run: Promise<VitestReport>): Promise<VitestReport | undefined> {
  return Promise.race([
    run.catch(() => undefined),
    new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), REPORT_MS).unref()
    }),
  ])
}
