import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { withoutForeign } from '../processes/environment.ts'
import { killTree } from '../processes/kill-tree.ts'

export interface LeashOptions {
  /** Ends the program in good order; default SIGTERM. */
  stopSignal?: NodeJS.Signals
  /** Ends the program when this process is gone; default SIGKILL. */
  lostSignal?: NodeJS.Signals
  /** A folder that is removed when the program has ended, whoever ended it. */
  removes?: string
  cwd?: string
  env?: Record<string, string>
  /** Run as this user; only root can. */
  user?: { uid: number; gid: number }
}

/** A program that ends when this process does, even by SIGKILL. */
export interface Leashed {
  stderr: Readable
  /** Settles when the program and all that it started have ended. */
  ended: Promise<void>
  /** Asks it to end, and insists after two seconds. */
  stop: () => Promise<void>
}

const INSIST_MS = 2000
/** Tenths of a second. */
const PATIENCE = 30

/**
 * Holds the other end of a pipe: a line asks the program to end, and the end of the pipe means that we are gone.
 * A shell is a twentieth of the memory of a second Node.js. It is in a session of its own, out of reach of Ctrl-C.
 */
const SHELL = `
stop=$1; lost=$2; removes=$3; shift 3
"$@" &
pid=$!
exec 2>/dev/null
trap '' INT TERM HUP
if read -r line; then kill -s "$stop" $pid; else kill -s "$lost" $pid; fi
tick=0
while kill -0 $pid && [ $tick -lt ${PATIENCE} ]; do sleep 0.1; tick=$((tick + 1)); done
kill -s KILL $pid
[ -z "$removes" ] || rm -rf -- "$removes"
`

/** The same for Windows, which has no signals: it ends the whole tree. */
const NODE = `
const { spawn, spawnSync } = require('node:child_process')
const [, , , removes, file, ...args] = process.argv
const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'], windowsHide: true })
const end = () => spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
process.stdin.on('data', end).on('end', end)
child.on('exit', () => {
  if (removes) require('node:fs').rmSync(removes, { recursive: true, force: true, maxRetries: 5 })
  process.exit()
})
`

export function spawnLeashed(file: string, args: string[], options: LeashOptions = {}): Leashed {
  const child = spawnHolder(file, args, options)
  child.on('error', () => undefined)
  child.stdin?.on('error', () => undefined)
  const stderr = child.stderr as Readable
  const ended = new Promise<void>((resolve) => {
    // Not `exit`: the shell waits for us, while the pipe closes with the last process that writes to it.
    stderr.once('close', () => {
      child.stdin?.end()
      resolve()
    })
    child.once('error', () => resolve())
  })
  return {
    stderr,
    ended,
    async stop() {
      child.stdin?.end('stop\n')
      const timer = setTimeout(() => killGroup(child), INSIST_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

function spawnHolder(file: string, args: string[], options: LeashOptions): ChildProcess {
  const { cwd = '/', env = {}, user } = options
  const shared: SpawnOptions = { stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true }
  if (process.platform === 'win32') {
    const all = { ...withoutForeign(process.env), ...env }
    return spawn(process.execPath, ['-e', NODE, '--', options.removes ?? '', file, ...args], { ...shared, env: all })
  }
  const names = [options.stopSignal ?? 'SIGTERM', options.lostSignal ?? 'SIGKILL'].map((name) => name.slice(3))
  const argv = ['-c', SHELL, 'sh', ...names, options.removes ?? '', file, ...args]
  const path = process.env['PATH'] ?? '/usr/bin:/bin'
  return spawn('/bin/sh', argv, { ...shared, ...user, cwd, env: { PATH: path, ...env }, detached: true })
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) killTree(pid)
}
