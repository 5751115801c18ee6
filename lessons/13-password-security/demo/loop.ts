// Eight logins at once, while a timer wants to run every 5 ms and a file wants to be read.
// Look for: the longest time the event loop was away, and how long the small file had to wait for a free thread.
import { stat } from 'node:fs/promises'
import bcrypt from 'bcrypt'
import bcryptjs from 'bcryptjs'

const COST = 10
const LOGINS = 8

const ways: Record<string, () => Promise<unknown>> = {
  'bcrypt.hashSync': async () => bcrypt.hashSync('correct horse', COST),
  'bcryptjs.hash': () => bcryptjs.hash('correct horse', COST),
  'bcrypt.hash': () => bcrypt.hash('correct horse', COST),
}

console.log('eight logins with'.padEnd(20), 'all done'.padStart(10), 'longest gap'.padStart(13), 'fs.stat'.padStart(10))
for (const [name, login] of Object.entries(ways)) {
  await new Promise((resolve) => setTimeout(resolve, 20))
  let last = performance.now()
  let gap = 0
  const timer = setInterval(() => {
    gap = Math.max(gap, performance.now() - last)
    last = performance.now()
  }, 5)
  const start = performance.now()
  const logins = Array.from({ length: LOGINS }, login)
  const file = timeOfStat(start + 20)
  await Promise.all(logins)
  const all = performance.now() - start
  await new Promise((resolve) => setTimeout(resolve, 10))
  clearInterval(timer)
  const ms = (value: number) => `${Math.round(value)} ms`
  console.log(name.padEnd(20), ms(all).padStart(10), ms(gap).padStart(13), ms(await file).padStart(10))
}

/** How long after the moment at which the file should have been read, when the logins were under way. */
async function timeOfStat(due: number): Promise<number> {
  // hashSync has let that moment go by already, and newer versions of Node.js warn of a negative time.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
  await stat(import.meta.filename)
  return performance.now() - due
}
