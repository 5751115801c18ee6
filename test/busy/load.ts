import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Keeps `count` processes busy until the function that it gives is called. They end by themselves if nobody calls it.
 * Each has a session of its own: kernels that share processors among sessions count it as much as all that is judged.
 */
export function keepBusy(count: number, seconds = 600): () => Promise<void> {
  const source = `const end = Date.now() + ${seconds} * 1000; while (Date.now() < end);`
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', source], { stdio: 'ignore', detached: true }),
  )
  return async () => {
    await Promise.all(children.map(end))
  }
}

function end(child: ChildProcess): Promise<unknown> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  return gone
}
