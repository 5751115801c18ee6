// Where errors go that nobody catches: six programs, each in a process of its own. Look for: whether the program was
// still there afterwards, its exit code, and that a try around the call does not help when the throw comes later.
import { spawnSync } from 'node:child_process'

const AFTER = `setTimeout(() => console.log('still here'), 20)`
const programs: Record<string, string> = {
  'a throw in a timer, with try around setTimeout': `
    try { setTimeout(() => { throw new Error('late') }, 5) } catch { console.log('caught') }
    ${AFTER}`,
  'an async function that nobody awaits': `
    const save = async () => { throw new Error('disk full') }
    save()
    ${AFTER}`,
  "an 'error' event without a listener": `
    new (require('node:events'))().emit('error', new Error('socket closed'))
    ${AFTER}`,
  'uncaughtException: logs and goes on (do not do this)': `
    let paid = 0, booked = 0
    process.on('uncaughtException', (error) => console.log('logged:', error.message))
    setTimeout(() => { paid += 100; throw new Error('bug'); booked += 100 }, 5)
    setTimeout(() => console.log('paid', paid, 'booked', booked), 20)`,
  'uncaughtException: logs and ends': `
    process.on('uncaughtException', (error) => {
      console.log('logged:', error.message)
      process.exit(1)
    })
    setTimeout(() => { throw new Error('bug') }, 5)
    ${AFTER}`,
  'uncaughtExceptionMonitor: logs, and lets it end': `
    process.on('uncaughtExceptionMonitor', (error, origin) => console.log('logged:', error.message, 'from', origin))
    Promise.reject(new Error('nobody listens'))
    ${AFTER}`,
}

for (const [name, source] of Object.entries(programs)) {
  const { status, stdout } = spawnSync(process.execPath, ['-e', source], { encoding: 'utf8', timeout: 30_000 })
  console.log(name)
  console.log(`    exit code ${status}, prints: ${stdout.trim().split('\n').join(', ') || 'nothing'}\n`)
}
