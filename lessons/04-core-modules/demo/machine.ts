// What node:os tells, beside what the process may really use. Look for: the two numbers of cores and of memory. In a
// container they differ, and a program that believes the machine starts too many threads and gets killed.
import os from 'node:os'

const gb = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`
const facts: [string, unknown][] = [
  ['os.platform(), os.arch()', `${os.platform()}, ${os.arch()}`],
  ['os.cpus().length, what the machine has', os.cpus().length],
  ['os.availableParallelism(), to be used', os.availableParallelism()],
  ['os.totalmem(), what the machine has', gb(os.totalmem())],
  ['process.constrainedMemory(), a limit', limit(process.constrainedMemory())],
  ['process.memoryUsage.rss(), this process', gb(process.memoryUsage.rss())],
  [
    'os.loadavg(), processes that want a core',
    os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(', '),
  ],
  ['os.tmpdir(), for files of a moment', os.tmpdir()],
  ['os.EOL, what ends a line here', JSON.stringify(os.EOL)],
  ['os.constants.signals.SIGTERM', os.constants.signals.SIGTERM],
]
for (const [name, value] of facts) console.log(`${name.padEnd(42)} ${value}`)

/** Without a limit the number is 0, undefined, or larger than any machine. */
function limit(bytes: number | undefined): string {
  return bytes && bytes < os.totalmem() ? gb(bytes) : 'none'
}
