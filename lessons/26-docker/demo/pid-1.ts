// The same programs as ordinary processes and as process 1 of a PID namespace, which is what a container's first process is.
// Look for: who ends at SIGTERM, and the Z of a zombie that Node does not collect.
import { spawn, spawnSync } from 'node:child_process'

const NAMESPACE = ['unshare', '--user', '--pid', '--fork', '--mount-proc', '--kill-child']
const node = process.execPath

/** Sends itself SIGTERM: without a handler, the kernel decides what that means. */
const deaf = [
  node,
  '-e',
  `setTimeout(() => console.log('still here after SIGTERM'), 300); process.kill(process.pid, 'SIGTERM')`,
]
const listening = [
  node,
  '-e',
  `process.on('SIGTERM', () => { console.log('drained'); process.exit(0) }); setTimeout(() => {}, 2000); process.kill(process.pid, 'SIGTERM')`,
]
/** Its child leaves a child of its own, which ends soon and has process 1 for its parent by then. */
const parent = [
  node,
  '-e',
  `const { spawn, execFileSync } = require('node:child_process')
  spawn('sh', ['-c', 'sleep 0.2 & exit 0'])
  setTimeout(() => {
    for (const pid of require('node:fs').readdirSync('/proc').filter(Number)) {
      const [, name, state] = /\\((.*)\\) (.)/.exec(require('node:fs').readFileSync('/proc/' + pid + '/stat', 'utf8'))
      console.log('pid ' + pid, name, state === 'Z' ? 'Z (zombie)' : state)
    }
  }, 800)`,
]

function run(command: string[]): Promise<string> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (bytes) => (output += String(bytes)))
  return new Promise((resolve) => {
    child.once('error', () => resolve('could not be started'))
    child.once('close', (code, signal) => {
      const end = signal ? `ended by ${signal}` : `exit code ${code}`
      resolve([...output.trim().split('\n'), end].filter((line) => line !== '').join('\n    '))
    })
  })
}

const [unshare = '', ...flags] = NAMESPACE
const hasNamespaces = process.platform === 'linux' && spawnSync(unshare, [...flags, 'true']).status === 0

for (const [name, command] of Object.entries({ 'no handler for SIGTERM': deaf, 'a handler for SIGTERM': listening })) {
  console.log(`\n${name}`)
  console.log(`  ordinary process\n    ${await run(command)}`)
  if (hasNamespaces) console.log(`  process 1\n    ${await run([...NAMESPACE, ...command])}`)
}
if (hasNamespaces) {
  console.log('\nprocess 1 with an orphan that has ended')
  console.log(`    ${await run([...NAMESPACE, ...parent])}`)
} else {
  console.log('\nThis system lets nobody make a PID namespace, so there is no process 1 to look at. On Linux:')
  console.log(`  ${NAMESPACE.join(' ')} node -e '…'`)
}
