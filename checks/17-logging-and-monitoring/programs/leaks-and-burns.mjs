// Remembers every visit for ever, and computes check sums on the side. Writes what V8 saw of both into the folder it is given.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { writeHeapSnapshot } from 'node:v8'

class Visit {
  constructor(page) {
    this.page = page
  }
}

const visits = []
const [, , folder] = process.argv

export function serve(count) {
  for (let i = 0; i < count; i++) visits.push(new Visit(i))
}

function checksum(rounds) {
  let sum = 0
  for (let i = 0; i < rounds; i++) sum = (sum * 31 + (i % 97)) % 1_000_003
  return sum
}

serve(10)
writeHeapSnapshot(join(folder, 'before.heapsnapshot'))
serve(3000)
writeHeapSnapshot(join(folder, 'after.heapsnapshot'))

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: 500 })
await session.post('Profiler.start')
const end = process.cpuUsage().user + 120_000
while (process.cpuUsage().user < end) checksum(200_000)
const { profile } = await session.post('Profiler.stop')
writeFileSync(join(folder, 'cpu.cpuprofile'), JSON.stringify(profile))
globalThis.keep = serve
