import { anonymousMb, childrenOf, tellsOfProcesses } from '../../processes/linux.ts'
import type { GradeLimits } from './graded.ts'

const EVERY_MS = 200

/**
 * Counts what a process has started, and the memory of it all, until it is stopped: on Linux, else it sees nothing.
 * @param onBreach told once what is too much
 * @returns stops it
 */
export function watchTree(
  pid: number,
  { processes, memoryMb }: Pick<GradeLimits, 'processes' | 'memoryMb'>,
  onBreach: (what: string) => void,
): () => void {
  if (!tellsOfProcesses) return () => undefined
  const timer = setInterval(() => {
    const all = treeOf(pid, processes)
    const mb = all.reduce((sum, each) => sum + anonymousMb(each), 0)
    const what =
      all.length > processes
        ? `more than ${processes} processes at a time`
        : mb > memoryMb
          ? `more than ${memoryMb} MB of memory`
          : undefined
    if (what === undefined) return
    clearInterval(timer)
    onBreach(what)
  }, EVERY_MS)
  return () => clearInterval(timer)
}

/** It and all below it; no more of them are looked up than show that there are too many. */
function treeOf(pid: number, most: number): number[] {
  const all = [pid]
  for (let next = 0; next < all.length && all.length <= most; next += 1) all.push(...childrenOf(all[next] as number))
  return all
}
