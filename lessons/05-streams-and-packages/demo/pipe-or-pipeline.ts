// The same three stages, connected with pipe() and with pipeline(), and the middle one fails at the third chunk.
// Look for: who hears of the error, and what is still open afterwards. (pipe() has an error listener on each stage here;
// without one on the middle stage the process would simply end.)
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

function stages() {
  let taken = 0
  const source = Readable.from(
    (function* () {
      for (let row = 1; row <= 1000; row += 1) {
        taken += 1
        yield `row ${row}`
      }
    })(),
  )
  const check = new Transform({
    objectMode: true,
    transform(row: string, _encoding, done) {
      if (row === 'row 3') done(new Error(`${row} is broken`))
      else done(null, row)
    },
  })
  const file = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write(_row, _encoding, done) {
      setImmediate(done)
    },
  })
  return { named: { source, check, file }, taken: () => taken }
}

type Stages = ReturnType<typeof stages>

function tell({ named, taken }: Stages, heard: string[]): void {
  console.log(`  heard of the error: ${heard.join(', ') || 'nobody'}`)
  for (const [name, stream] of Object.entries(named)) {
    console.log(`  ${name.padEnd(7)} ${stream.destroyed ? 'closed' : 'STILL OPEN, and nobody will ever close it'}`)
  }
  console.log(`  rows taken from the source: ${taken()} of 1000\n`)
}

console.log('source.pipe(check).pipe(file)')
const piped = stages()
const heard: string[] = []
for (const [name, stream] of Object.entries(piped.named)) stream.on('error', () => heard.push(name))
piped.named.source.pipe(piped.named.check).pipe(piped.named.file)
await sleep(50)
tell(piped, heard)

console.log('await pipeline(source, check, file)')
const lined = stages()
const caught: string[] = []
try {
  await pipeline(lined.named.source, lined.named.check, lined.named.file)
} catch (error) {
  caught.push(`catch (${error instanceof Error ? error.message : error})`)
}
tell(lined, caught)

console.log('Each stream that stays open keeps its file or socket till the process ends.')
