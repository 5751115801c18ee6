import { readFileSync } from 'node:fs'
import type { Exercise } from '../course/model.ts'
import { readCheckFiles } from './check-files.ts'
import { conclude, isOutcome } from './conclude.ts'
import type { Fence } from './fence.ts'
import { givenInCheck } from './given-in-check.ts'
import type { Seal } from './seals.ts'
import type { Lease } from './service-pool.ts'
import type { ResolvedTarget } from './target.ts'
import type { CheckOutcome, Verdict } from './verdict.ts'

export type OnCheck = (check: Pick<CheckOutcome, 'title' | 'status'>) => void

interface Run {
  packageRoot: string
  files: ResolvedTarget
  exercise: Exercise
  lease: Lease
  /** Added to the environment of the process. */
  env: Record<string, string>
  inARow: boolean
  /** The titles of the checks that are to run; all where there are none. */
  only: string[] | undefined
  /** When the verdict was asked for, as `performance.now` says it. */
  start: number
  onCheck: OnCheck | undefined
}

/** Judges what is in `files` in this process. Ends it, unless the run has left it clean: then that is the caller's business. */
export async function runInFence(
  fence: Fence,
  { packageRoot, files, exercise, lease, env, inARow, only, start, onCheck }: Run,
): Promise<Verdict> {
  const seals: Seal[] = []
  fence.on('seal', (seal) => seals.push(seal))
  const { checkFile, room, places } = files
  if (onCheck) tellOutcomes(fence, checkFile, onCheck)
  const order = { checkFile, room, places, env, inARow, mayActLate: mayActLate(files), ...(only && { only }) }
  const report = await fence.run(order)
  const stays = fence.isClean
  if (!stays) fence.kill()
  const { breach } = fence
  // Who has reported was ended by us, and who got no processor time tells nothing by its end.
  const exit = stays || report || breach?.kind === 'busy' ? undefined : await fence.exited
  await fence.catchUp()
  const verdict = conclude({
    manifest: readCheckFiles(files.checkFile)
      .flatMap(({ checks }) => checks)
      .filter(({ title }) => only?.includes(title) ?? true),
    seals,
    report,
    breach,
    starved: fence.starved,
    exit,
    output: fence.output,
    printedBytes: fence.printedBytes,
    largestMb: fence.largestMb,
    heapMb: exercise.limits.heapMb,
    memoryLimitMb: fence.memoryLimitMb,
    base: files.base,
    givenIn: (stack) => givenInCheck(stack, packageRoot, files.checkFile),
    ms: performance.now() - start,
  })
  const { printed } = fence
  if (printed && !('output' in verdict)) verdict.printed = printed
  if (lease.services.length === 0) return verdict
  return { ...verdict, notes: [...verdict.notes, ...lease.notes], services: lease.services }
}

/** Only of what the check files name: the canaries are ours. */
function tellOutcomes(fence: Fence, checkFile: string, onCheck: OnCheck): void {
  const titles = new Set(readCheckFiles(checkFile).flatMap(({ checks }) => checks.map(({ title }) => title)))
  fence.on('seal', (seal) => {
    if (!isOutcome(seal) || !titles.has(seal.title)) return
    onCheck({ title: seal.title, status: seal.type === 'passed' ? 'passed' : 'failed' })
  })
}

/**
 * Whether code may do something after the last check: it sets timers, or brings files of its own along that might.
 * Only then is it worth waiting for.
 */
function mayActLate({ entry, apart }: ResolvedTarget): boolean {
  if (apart) return false
  const source = readFileSync(entry, 'utf8')
  return /\bset(?:Timeout|Interval)\b|\btimers\b/.test(source) || /\bfrom\s*['"]\.{1,2}\//.test(source)
}
