// What to look for: the parts that Node is made of, how many threads a "single-threaded" program has before and after
// it reads one file, and what keeps an event loop alive.
import { spawnSync } from 'node:child_process'

const { node, v8, uv, llhttp, ares, openssl, zlib } = process.versions

console.log('The parts of this Node')
for (const [part, version, job] of [
  ['Node', node, 'its library in JavaScript and its bindings'],
  ['V8', v8, 'runs JavaScript and collects garbage'],
  ['libuv', uv, 'event loop, sockets, timers, thread pool'],
  ['llhttp', llhttp, 'reads HTTP messages'],
  ['c-ares', ares, 'asks DNS servers without blocking'],
  ['OpenSSL', openssl, 'TLS and crypto'],
  ['zlib', zlib, 'compression'],
]) {
  console.log(`  ${part?.padEnd(8)} ${version?.padEnd(20)} ${job}`)
}

// A process of its own, because whatever runs TypeScript has used the thread pool long before this line.
const program = `
  const { readdirSync } = require('node:fs')
  const { readFile } = require('node:fs/promises')
  const { createServer } = require('node:net')
  const threads = () => process.platform === 'linux' ? readdirSync('/proc/self/task').length : 'only Linux tells'
  const resources = () => process.getActiveResourcesInfo().filter((name) => !/TTY|Pipe/.test(name)).join(', ') || '(none)'

  console.log('\\nThe threads of a fresh process')
  console.log('  at the start:                    ' + threads())
  const reading = readFile(process.execPath)
  console.log('  while it reads a file:           ' + threads() + ', waiting for ' + resources())
  reading.then(() => {
    console.log('  after that:                      ' + threads())
    setTimeout(whatHolds, 20)
  })

  function whatHolds() {
    const timer = setTimeout(() => {}, 60_000)
    const server = createServer().listen(0, '127.0.0.1', () => {
      console.log('\\nWhat keeps its event loop alive')
      console.log('  a server and a timer of a minute: ' + resources())
      timer.unref()
      console.log('  after timer.unref():              ' + resources())
      server.unref()
      console.log('  after server.unref():             ' + resources() + ', so the process ends')
    })
  }
`
const run = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 20_000 })
process.stdout.write(run.stdout + run.stderr)
