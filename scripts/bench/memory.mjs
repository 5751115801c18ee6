// Memory of a program and all that it has started, when it has nothing to do. Linux only: it is read from /proc.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const IDLE_MS = 3000

/** Proportional set size in MB: what processes share counts once. */
export async function idleMemory(args, options) {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'], detached: true, ...options })
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve))
    await sleep(IDLE_MS)
    return familyOf(child.pid).reduce((sum, pid) => sum + sizeOf(pid), 0) / 1024
  } finally {
    process.kill(-child.pid, 'SIGKILL')
  }
}

function familyOf(pid) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(/\) \w (\d+)/.exec(read(`/proc/${name}/stat`))?.[1]) }))
  const below = (id) => parents.filter(({ parent }) => parent === id).flatMap((each) => [each.pid, ...below(each.pid)])
  return [pid, ...below(pid)]
}

function sizeOf(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
