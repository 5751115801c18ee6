// What Node does with a rejection that nobody handles: three small programs, each in a process of its own.
// Look for: the exit code, and whether the last line of the program was reached.
import { spawnSync } from 'node:child_process'

const programs: Record<string, string> = {
  'nobody handles it': `
    Promise.reject(new Error('no connection'))
    setTimeout(() => console.log('still here'), 20)`,
  'handled, but one turn of the loop too late': `
    const failing = Promise.reject(new Error('no connection'))
    setTimeout(() => failing.catch(() => console.log('caught')), 20)`,
  'handled in time': `
    const failing = Promise.reject(new Error('no connection'))
    failing.catch(() => console.log('caught'))
    setTimeout(() => console.log('still here'), 20)`,
}

for (const [name, source] of Object.entries(programs)) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', source], { encoding: 'utf8', timeout: 30_000 })
  console.log(`${name}\n${source.replace(/^\n/, '').replace(/^ {4}/gm, '    | ')}`)
  console.log(`    exit code ${status}, prints: ${stdout.trim().split('\n').join(', ') || 'nothing'}`)
  const error = stderr.split('\n').find((line) => line.startsWith('Error:'))
  if (error) console.log(`    stderr says: ${error}`)
  console.log()
}
