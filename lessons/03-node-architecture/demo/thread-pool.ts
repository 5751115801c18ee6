// What to look for: eight equal jobs for the thread pool. With four threads they finish in two groups of four; with
// eight they finish together, and no sooner, where there are fewer cores than threads. Then the last line of each run:
// a tiny file had to wait for a free thread.
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

// The size is read when the pool is first used, so each size gets a process of its own.
const program = `
  const { pbkdf2 } = require('node:crypto')
  const { stat } = require('node:fs')
  const start = performance.now()
  const since = () => performance.now() - start
  const ends = []
  for (let job = 1; job <= 8; job += 1) {
    pbkdf2('secret', 'salt', 400_000, 32, 'sha256', () => {
      ends.push(since())
      if (ends.length === 8) process.stdout.write(JSON.stringify({ ends, stat: file }))
    })
  }
  let file
  stat('/', () => { file = since() })
`

console.log(`8 × crypto.pbkdf2 on ${availableParallelism()} cores; each line is a job, in the order of their ends`)
for (const size of [4, 8]) {
  const { UV_THREADPOOL_SIZE: _own, ...env } = process.env
  const run = spawnSync(process.execPath, ['-e', program], {
    env: { ...env, UV_THREADPOOL_SIZE: String(size) },
    encoding: 'utf8',
    timeout: 30_000,
  })
  const { ends, stat } = JSON.parse(run.stdout) as { ends: number[]; stat: number }
  const longest = Math.max(...ends)
  console.log(`\nUV_THREADPOOL_SIZE=${size}`)
  for (const end of ends) console.log(`  ${'█'.repeat(Math.round((50 * end) / longest))} ${Math.round(end)} ms`)
  console.log(`  fs.stat of one folder, asked for last: ${Math.round(stat)} ms`)
}
