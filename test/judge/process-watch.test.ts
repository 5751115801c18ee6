import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { ProcessWatch } from '../../src/engine/judge/process-watch.ts'
import { childrenOf, tellsOfProcesses } from '../../src/processes/linux.ts'

/** A program that starts one that computes, says so, and does nothing else itself. */
const PARENT = `const { spawn } = require('node:child_process')
const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
process.on('SIGTERM', () => { child.kill('SIGKILL'); process.exit() })
console.log('started')
setInterval(() => undefined, 1000)`

it.runIf(tellsOfProcesses)('counts what a server has started among what it does', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(parent.stdout, 'data')
    const watch = new ProcessWatch()
    watch.add(process.pid)
    watch.add(parent.pid ?? 0)
    watch.look(true)
    watch.look()
    const ran = () => {
      const { state, ranMs, waitedMs } = watch.look()
      return state === 'runs' && ranMs + waitedMs > 0
    }
    await expect.poll(ran, { timeout: 5000 }).toBe(true)
    expect(childrenOf(parent.pid ?? 0)).toHaveLength(1)
  } finally {
    parent.kill('SIGTERM')
    await once(parent, 'exit')
  }
})
