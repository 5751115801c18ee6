/** What Linux tells of any process of ours: no thread inside it need say so. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Not where `/proc` is not there, which is rare. */
export const tellsOfProcesses = process.platform === 'linux' && existsSync('/proc/self/stat')

/** The unit in which `/proc/<pid>/stat` counts, on every architecture. */
const TICK_MS = 10
const NS_PER_MS = 1e6

/** Resident memory; undefined when it is gone. */
export function residentMb(pid: number): number | undefined {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1]
  return kb === undefined ? undefined : Number(kb) / 1024
}

/** Memory that comes from no file, swapped out or not, so that it may be added to that of others; 0 when it is gone. */
export function anonymousMb(pid: number): number {
  const lines = read(`/proc/${pid}/status`).matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s+(\d+) kB$/gm)
  return [...lines].reduce((sum, [, kb]) => sum + Number(kb), 0) / 1024
}

/** Of one thread, since it began. */
export interface Times {
  /** On a processor. */
  ranMs: number
  /** Able to run, while others had the processor; counted when it gets one. 0 where the kernel does not count it. */
  waitedMs: number
}

export interface Activity extends Times {
  /** `runs`: it computes, or would if there were a processor for it. `stopped`: by a signal. */
  state: 'runs' | 'sleeps' | 'stopped'
}

/** What the main thread of a process does; undefined when it is gone. */
export function activityOf(pid: number): Activity | undefined {
  return activityIn(`/proc/${pid}/task/${pid}`)
}

/** The processes that a process has started, from any of its threads, and that live. Empty where the kernel tells nothing of them. */
export function childrenOf(pid: number): number[] {
  const folder = `/proc/${pid}/task`
  const ids = list(folder).flatMap((thread) => read(`${folder}/${thread}/children`).trim().split(' '))
  return ids.filter(Boolean).map(Number)
}

/** Each thread of a process, by its id. */
export function threadsOf(pid: number): Map<string, Activity> {
  const folder = `/proc/${pid}/task`
  const threads = new Map<string, Activity>()
  for (const id of list(folder)) {
    const activity = activityIn(`${folder}/${id}`)
    if (activity) threads.set(id, activity)
  }
  return threads
}

/** How many threads of the whole machine compute, or would if there were a processor for them. */
export function runnableThreads(): number | undefined {
  const running = /^\S+ \S+ \S+ (\d+)\//.exec(read('/proc/loadavg'))?.[1]
  return running === undefined ? undefined : Number(running)
}

function activityIn(folder: string): Activity | undefined {
  const stat = read(`${folder}/stat`)
  if (stat === '') return undefined
  // Its name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0] === 'R' ? 'runs' : fields[0] === 'T' ? 'stopped' : 'sleeps'
  const [ran, waited] = read(`${folder}/schedstat`).split(' ').map(Number)
  if (ran && waited !== undefined) return { state, ranMs: ran / NS_PER_MS, waitedMs: waited / NS_PER_MS }
  return { state, ranMs: (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS, waitedMs: 0 }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
