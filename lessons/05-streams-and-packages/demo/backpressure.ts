// A source that is quick and a target that takes 2 ms for each chunk of 16 KB. Once the answer of write() is ignored,
// once it is honoured. Look for: how much waits inside the stream, and that the slow target is busy all the time in both.
import { once } from 'node:events'
import { Writable } from 'node:stream'

const CHUNKS = 100
const chunk = Buffer.alloc(16 * 1024)

function slowTarget(): Writable {
  return new Writable({
    highWaterMark: 64 * 1024,
    write(_chunk, _encoding, done) {
      setTimeout(done, 2)
    },
  })
}

async function run(title: string, write: (target: Writable) => Promise<void>): Promise<void> {
  const target = slowTarget()
  const waiting: number[] = []
  const look = () => waiting.push(target.writableLength / 1024)
  const start = performance.now()
  const timer = setInterval(look, 30)
  const writing = write(target)
  look()
  await writing
  const written = Math.round(performance.now() - start)
  target.end()
  await once(target, 'finish')
  clearInterval(timer)
  console.log(`\n${title}`)
  for (const [index, kilobytes] of waiting.slice(0, 9).entries()) {
    const bar = '#'.repeat(Math.ceil(kilobytes / 32))
    console.log(`  ${String(index * 30).padStart(4)} ms  ${String(kilobytes).padStart(5)} KB wait  ${bar}`)
  }
  console.log(`  the last write() after ${written} ms, all done after ${Math.round(performance.now() - start)} ms`)
}

await run('write(), whatever it says', async (target) => {
  for (let count = 0; count < CHUNKS; count += 1) target.write(chunk)
})

await run("if (!write()) await once(target, 'drain')", async (target) => {
  for (let count = 0; count < CHUNKS; count += 1) {
    if (!target.write(chunk)) await once(target, 'drain')
  }
})

console.log('\nBoth end at the same time: the target sets the pace. Only the memory differs.')
