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
setInterval(() => {
  if (process.ppid !== workerData.parent) end()
  try {
    writeSync(workerData.fd, workerData.role + ' ' + Math.round(process.memoryUsage.rss() / 1048576) + '\\n')
  } catch (error) {
    if (error.code !== 'EAGAIN') end()
  }
}, 50)
`

/**
 * @param role `checks` for the process whose ticks the stall timer counts, `app` for a learner's server
 * @param fd an open pipe to the process that started the run
 */
export function startWatchdog(role: 'checks' | 'app', fd: number, group: number): void {
  const thread = new Worker(SOURCE, {
    eval: true,
    execArgv: [],
    env: {},
    workerData: { role, fd, group, parent: process.ppid },
  })
  thread.unref()
}
