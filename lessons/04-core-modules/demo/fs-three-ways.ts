// The same 200 small files are read in four ways. Look for: the longest time that a timer of 1 ms had to wait, which is
// what everybody else waits, and how little the total tells about it.
import { readdirSync, readFile, readFileSync } from 'node:fs'
import { mkdtemp, readFile as read, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FILES = 200
const folder = await mkdtemp(join(tmpdir(), 'three-ways-'))
const files = Array.from({ length: FILES }, (_, index) => join(folder, `note-${index}.txt`))

const ways: Record<string, () => unknown> = {
  'sync: readFileSync in a loop': () => files.map((file) => readFileSync(file)),
  'callback: all at once': () =>
    new Promise<void>((resolve, reject) => {
      let missing = files.length
      for (const file of files) {
        readFile(file, (error) => {
          if (error) return reject(error)
          missing -= 1
          if (missing === 0) resolve()
        })
      }
    }),
  'promises: one after the other': async () => {
    for (const file of files) await read(file)
  },
  'promises: all at once': () => Promise.all(files.map((file) => read(file))),
}

try {
  await Promise.all(files.map((file) => writeFile(file, Buffer.alloc(64 * 1024, 'x'))))
  for (const file of files) await read(file) // now the operating system has them in memory
  for (const [name, way] of Object.entries(ways)) {
    let longest = 0
    let last = performance.now()
    const look = () => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }
    const timer = setInterval(look, 1)
    const start = performance.now()
    await way()
    look()
    clearInterval(timer)
    const total = (performance.now() - start).toFixed(0)
    console.log(
      `${name.padEnd(31)} total ${total.padStart(3)} ms, others waited up to ${longest.toFixed(0).padStart(3)} ms`,
    )
  }
  console.log(`\n${readdirSync(folder).length} files of 64 KB. An error looks like this, in all ways:`)
  await read(join(folder, 'absent.txt'))
} catch (error) {
  const { code, syscall } = error as NodeJS.ErrnoException
  console.log(`  code ${code}, syscall ${syscall}: look at the code, never at the message`)
} finally {
  await rm(folder, { recursive: true })
}
