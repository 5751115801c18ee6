import { Worker } from 'node:worker_threads'

/**
 * A thread beside the learner's code. It goes on while their loop is blocked: it reports resident memory every 50 ms
 * (which is also the clock that the stall timer counts by), and it ends the process group when the parent is gone.
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
  tell(workerData.fd, workerData.role + ' ' + Math.round(process.memoryUsage.rss() / 1048576))
  if (!workerData.pulse) return
  const { user, system } = process.cpuUsage()
  tell(workerData.pulse, String(Math.round((user + system) / 1000)))
}, 50)
`

/**
 * @param role `checks` for the process whose ticks the stall timer counts, `app` for a learner's server
 * @param fd an open pipe to the process that started the run
 * @param pulse an open pipe for the milliseconds of processor time that were used so far; 0 for none
 */
export function startWatchdog(role: 'checks' | 'app', fd: number, group: number, pulse = 0): void {
  const thread = new Worker(SOURCE, {
    eval: true,
    execArgv: [],
    env: {},
    workerData: { role, fd, group, pulse, parent: process.ppid },
  })
  thread.unref()
}
