import { Worker } from 'node:worker_threads'

/**
 * A thread beside the learner's code. It goes on while their loop is blocked: it reports resident memory and processor
 * time every 50 ms, and it ends the process group when the parent is gone.
 * Plain JavaScript in a string, so that it starts without a loader.
 */
const SOURCE = `
const { workerData } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const end = () => {
  try { process.kill(-workerData.group, 'SIGKILL') } catch {}
  process.kill(process.pid, 'SIGKILL')
}
const tell = (fd, text) => {
  try {
    writeSync(fd, text + '\\n')
  } catch (error) {
    if (error.code !== 'EAGAIN') end()
  }
}
setInterval(() => {
  if (process.ppid !== workerData.parent) end()
  const { user, system } = process.cpuUsage()
  const processorMs = Math.round((user + system) / 1000)
  const mb = Math.round(process.memoryUsage.rss() / 1048576)
  if (workerData.fd) tell(workerData.fd, [process.pid, workerData.role, mb, processorMs].join(' '))
  if (workerData.pulse) tell(workerData.pulse, String(processorMs))
}, 50)
`

const FD = Number(process.env['COURSE_WATCHDOG_FD'] ?? 0)
const PULSE_FD = Number(process.env['COURSE_PULSE_FD'] ?? 0)

/**
 * Where the system tells nobody else how a process is (src/processes/linux.ts), it has to say so itself.
 *
 * @param role `checks` for the process whose ticks the stall timer counts, `app` for a learner's server
 */
export function startWatchdog(role: 'checks' | 'app', group: number): void {
  // The learner's code has no business with them.
  delete process.env['COURSE_WATCHDOG_FD']
  delete process.env['COURSE_PULSE_FD']
  if (!FD && !PULSE_FD) return
  const thread = new Worker(SOURCE, {
    eval: true,
    execArgv: [],
    env: {},
    workerData: { role, fd: FD, group, pulse: PULSE_FD, parent: process.ppid },
  })
  thread.unref()
}
