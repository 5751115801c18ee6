// One password, hashed in six ways, each in a process of its own.
// Look for: the time, and the memory that scrypt and Argon2 take and the others do not.
import { spawnSync } from 'node:child_process'

const functions: Record<string, string> = {
  'SHA-256, a thousand times': `{ for (let turn = 0; turn < 1000; turn += 1) require('node:crypto').createHash('sha256').update('correct horse').digest() }`,
  'PBKDF2, 600,000 rounds': `require('node:crypto').pbkdf2Sync('correct horse', 'salt', 600_000, 32, 'sha256')`,
  'bcrypt, cost 12': `require('bcrypt').hashSync('correct horse', 12)`,
  'scrypt, N=2^17, r=8, p=1': `require('node:crypto').scryptSync('correct horse', 'salt', 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 })`,
  'Argon2id, 19 MiB, 2 passes': `require('@node-rs/argon2').hashSync('correct horse', { memoryCost: 19_456, timeCost: 2 })`,
  'Argon2id, 64 MiB, 3 passes': `require('@node-rs/argon2').hashSync('correct horse', { memoryCost: 65_536, timeCost: 3 })`,
}

/** The quicker of two; and how much more memory the process has held than before. */
const program = (expression: string) => `
  const run = () => { ${expression} }
  const before = process.memoryUsage().rss
  const times = []
  for (let turn = 0; turn < 2; turn += 1) {
    const start = performance.now()
    run()
    times.push(performance.now() - start)
  }
  const ms = Math.min(...times)
  const mb = process.resourceUsage().maxRSS / 1024 - before / 1024 / 1024
  console.log(JSON.stringify({ ms, mb }))`

console.log('function'.padEnd(28), 'time'.padStart(12), 'memory'.padStart(10))
for (const [name, expression] of Object.entries(functions)) {
  const run = spawnSync(process.execPath, ['-e', program(expression)], { cwd: import.meta.dirname, encoding: 'utf8' })
  const { ms, mb } = JSON.parse(run.stdout) as { ms: number; mb: number }
  const time = `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  console.log(name.padEnd(28), time.padStart(12), (mb < 12 ? 'little' : `${Math.round(mb)} MB`).padStart(10))
}
