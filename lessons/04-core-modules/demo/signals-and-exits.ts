// Nine small programs, each in a process of its own; some get a signal. Look for: the exit code that the shell or the
// orchestrator sees, and which of the last words were still spoken.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const WAIT = `setInterval(() => {}, 1000); console.log('ready')`
const LAST_WORDS = `process.on('exit', (code) => console.log('exit callback, code', code));`

const programs: [string, string, NodeJS.Signals?][] = [
  ['comes to its end', `${LAST_WORDS} console.log('done')`],
  ['process.exitCode = 3', `${LAST_WORDS} process.exitCode = 3; setTimeout(() => console.log('still here'), 10)`],
  ['process.exit(3)', `${LAST_WORDS} setTimeout(() => console.log('still here'), 10); process.exit(3)`],
  ['throws', `${LAST_WORDS} throw new Error('no')`],
  ['awaits for ever', `${LAST_WORDS} await new Promise(() => {})`],
  ['SIGTERM, no handler', `${LAST_WORDS} ${WAIT}`, 'SIGTERM'],
  ['SIGTERM, handler that does nothing', `process.on('SIGTERM', () => console.log('no')); ${WAIT}`, 'SIGTERM'],
  ['SIGTERM, handler that ends it', `${LAST_WORDS} process.on('SIGTERM', () => process.exit(0)); ${WAIT}`, 'SIGTERM'],
  ['SIGKILL', `${LAST_WORDS} process.on('SIGTERM', () => {}); ${WAIT}`, 'SIGKILL'],
]

for (const [name, source, signal] of programs) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (signal && text.includes('ready')) child.kill(signal)
    // Its handler has run. Whatever still runs a while later goes on for ever.
    if (text.includes('no')) setTimeout(() => child.kill('SIGKILL'), 500).unref()
  })
  const [code, killedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (...end) => resolve(end))
  })
  const end = killedBy
    ? `ended by ${killedBy}, the shell says ${128 + constants.signals[killedBy]}`
    : `exit code ${code}`
  console.log(`${name.padEnd(36)} ${end}`)
  const words = said
    .trim()
    .split('\n')
    .filter((line) => line && line !== 'ready')
  if (words.length > 0) console.log(`    it said: ${words.join(', ')}`)
}
console.log('\nA handler that does nothing took no notice of SIGTERM: it had to be killed.')
