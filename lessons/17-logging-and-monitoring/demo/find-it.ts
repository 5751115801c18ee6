// A service that leaks and burns, examined from inside: memory over time, then two heap snapshots, then a CPU profile.
// Look for: memory alone says that it leaks; the snapshots say what, and the profile says which function is hot.
import { readFileSync, rmSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeHeapSnapshot } from 'node:v8'

class Basket {
  readonly items: string[]
  constructor(items: string[]) {
    this.items = items
  }
}

const abandoned = new Map<number, Basket>()

function visit(id: number): void {
  abandoned.set(id, new Basket([`lamp ${id}`, `rope ${id}`]))
}

function priceAll(rounds: number): number {
  let cents = 0
  for (let i = 0; i < rounds; i++) cents = (cents * 31 + (i % 97)) % 1_000_003
  return cents
}

const megabytes = () => Math.round(process.memoryUsage().heapUsed / 1e6)

/** Objects by class, read from a snapshot of this very process. */
function classes(): Map<string, number> {
  const file = writeHeapSnapshot(join(tmpdir(), `course-${process.pid}.heapsnapshot`))
  const { snapshot, nodes, strings } = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(file)
  const fields: string[] = snapshot.meta.node_fields
  const types: string[] = snapshot.meta.node_types[fields.indexOf('type')]
  const counts = new Map<string, number>()
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (types[nodes[at + fields.indexOf('type')]] !== 'object') continue
    const name = strings[nodes[at + fields.indexOf('name')]]
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

console.log('Memory')
let visits = 0
const before = classes()
for (let round = 1; round <= 3; round++) {
  for (let i = 0; i < 20_000; i++) visit(visits++)
  globalThis.gc?.()
  console.log(`  after ${String(visits).padStart(6)} visits: ${megabytes()} MB`)
}

console.log('\nClasses of which there are more than before')
const after = classes()
const grown = [...after].map(([name, count]) => ({ name, more: count - (before.get(name) ?? 0) }))
for (const { name, more } of grown.sort((a, b) => b.more - a.more).slice(0, 3))
  console.log(`  ${name.padEnd(10)} +${more}`)
console.log(`  The Map "abandoned" holds ${abandoned.size} of them, and nothing ever leaves it.`)

console.log('\nWhere the time went')
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.start')
priceAll(2e7)
for (let i = 0; i < 2000; i++) visit(visits++)
const { profile } = await session.post('Profiler.stop')
const self = new Map<string, number>()
const names = new Map(profile.nodes.map((node) => [node.id, node.callFrame.functionName || '(anonymous)']))
for (const [i, id] of (profile.samples ?? []).entries()) {
  const name = names.get(id) ?? ''
  self.set(name, (self.get(name) ?? 0) + (profile.timeDeltas?.[i + 1] ?? 0) / 1000)
}
for (const [name, ms] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 3))
  console.log(`  ${name.padEnd(20)} ${Math.round(ms)} ms`)
