import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Keeps `count` processes busy until the function that it gives is called, or this process has ended. The function rejects
 * if one of them had ended before: then some of what was judged had no company.
 * Each has a session of its own: kernels that share processors among sessions count it as much as all that is judged.
 */
export function keepBusy(count: number): () => Promise<void> {
  const source = `while (process.ppid === ${process.pid}) for (const end = Date.now() + 100; Date.now() < end; );`
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', source], { stdio: 'ignore', detached: true }),
  )
  return async () => {
    await Promise.all(children.map(end))
  }
}

async function end(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error('A busy process ended before its time.')
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  return gone
}
