// What to look for: the same 40 reads, first with readFileSync and then with readFile. The total is about the same.
// The question is how often a timer of 1 ms got its turn meanwhile: that timer stands for everybody else's request.
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READS = 40
const folder = await mkdtemp(join(tmpdir(), 'blocking-io-'))
const file = join(folder, 'eight-megabytes')
try {
  await writeFile(file, Buffer.alloc(8 * 1024 * 1024, 'x'))
  for (let read = 0; read < READS; read += 1) await readFile(file)
  await watchTimer('readFileSync, one after the other', () => {
    for (let read = 0; read < READS; read += 1) readFileSync(file)
  })
  await watchTimer('await readFile, one after the other', async () => {
    for (let read = 0; read < READS; read += 1) await readFile(file)
  })
} finally {
  await rm(folder, { recursive: true })
}

async function watchTimer(title: string, work: () => void | Promise<void>): Promise<void> {
  let turns = 0
  let last = performance.now()
  let longest = 0
  const look = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  const timer = setInterval(() => {
    turns += 1
    look()
  }, 1)
  const start = performance.now()
  await work()
  const total = performance.now() - start
  look()
  clearInterval(timer)
  console.log(title)
  console.log(
    `  total ${total.toFixed(0)} ms · the timer ran ${turns} times · its longest wait was ${longest.toFixed(0)} ms\n`,
  )
}
