import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'

const DEFAULT_GRACE_MS = 10_000
const FORWARDED: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']
const STOPPING = new Set<NodeJS.Signals>(['SIGTERM', 'SIGINT'])

const [command, ...args] = process.argv.slice(2)
if (command === undefined) {
  console.error('init: no command. Usage: init <command> [arguments]')
  process.exitCode = 2
} else run(command, args)

function run(command: string, args: string[]): void {
  const child = spawn(command, args, { stdio: 'inherit' })
  passOnSignals(child)
  child.once('error', (error: NodeJS.ErrnoException) => {
    console.error(`init: ${command} cannot be started: ${error.message}`)
    process.exit(error.code === 'ENOENT' ? 127 : 126)
  })
  // Not `close`: that waits for everybody who has inherited the streams.
  child.once('exit', (code, signal) => {
    process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1))
  })
}

/** As process 1, this process gets no signal that it does not listen for. */
function passOnSignals(child: ChildProcess): void {
  let isCounting = false
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      child.kill(signal)
      if (!STOPPING.has(signal) || isCounting) return
      isCounting = true
      setTimeout(() => child.kill('SIGKILL'), graceMs())
    })
  }
}

function graceMs(): number {
  const text = process.env['GRACE_MS'] ?? ''
  return /^\d+$/.test(text) ? Number(text) : DEFAULT_GRACE_MS
}
