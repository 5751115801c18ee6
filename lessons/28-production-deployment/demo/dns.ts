// A name server of our own on loopback: UDP, one packet a question, one packet an answer. Then a resolver that keeps answers for their TTL.
// Look for: what an alias costs, what "no such name" looks like, and how long a changed address goes unseen.
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'

type Answer = { type: 'A' | 'CNAME'; ttl: number; value: string }

const TYPES = { A: 1, CNAME: 5 } as const
const NO_SUCH_NAME = 3

const zone = new Map<string, Answer>([
  ['shop.example', { type: 'A', ttl: 1, value: '203.0.113.10' }],
  ['www.shop.example', { type: 'CNAME', ttl: 60, value: 'shop.example' }],
])

/** Each label with its length in front, and an empty one at the end. */
const encode = (name: string) =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ])

function decode(packet: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = []
  let at = start
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

function record(name: string, { type, ttl, value }: Answer): Buffer {
  const content = type === 'A' ? Buffer.from(value.split('.').map(Number)) : encode(value)
  const head = Buffer.alloc(10)
  head.writeUInt16BE(TYPES[type], 0)
  head.writeUInt16BE(1, 2) // the Internet
  head.writeUInt32BE(ttl, 4)
  head.writeUInt16BE(content.length, 8)
  return Buffer.concat([encode(name), head, content])
}

let questions = 0
const server = createSocket('udp4').on('message', (packet, { port, address }) => {
  questions += 1
  const { name, end } = decode(packet, 12)
  const records: Buffer[] = []
  let found = zone.get(name)
  for (let owner = name; found; owner = found.value, found = found.type === 'CNAME' ? zone.get(owner) : undefined) {
    records.push(record(owner, found))
  }
  const head = Buffer.alloc(12)
  packet.copy(head, 0, 0, 2) // the number of the question
  head.writeUInt16BE(0x8580 + (records.length > 0 ? 0 : NO_SUCH_NAME), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(records.length, 6)
  server.send(Buffer.concat([head, packet.subarray(12, end + 4), ...records]), port, address)
})
await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))

const resolver = new Resolver({ timeout: 2000, tries: 1 })
resolver.setServers([`127.0.0.1:${server.address().port}`])

console.log('Questions and answers:')
console.log('  A     shop.example     ', await resolver.resolve4('shop.example', { ttl: true }))
console.log('  CNAME www.shop.example ', await resolver.resolveCname('www.shop.example'))
console.log('  A     www.shop.example ', await resolver.resolve4('www.shop.example'))
console.log('  A     ww.shop.example  ', await resolver.resolve4('ww.shop.example').catch(({ code }) => code))

const cache = new Map<string, { address: string; until: number }>()
async function lookUp(name: string): Promise<string> {
  const kept = cache.get(name)
  if (kept && performance.now() < kept.until) return `${kept.address} (kept)`
  const [answer] = await resolver.resolve4(name, { ttl: true })
  if (!answer) return 'nothing'
  cache.set(name, { address: answer.address, until: performance.now() + answer.ttl * 1000 })
  return `${answer.address} (asked)`
}

console.log('\nThe shop moves to 203.0.113.20. Its TTL is one second:')
console.log('  before the move   ', await lookUp('shop.example'))
zone.set('shop.example', { type: 'A', ttl: 1, value: '203.0.113.20' })
console.log('  right after       ', await lookUp('shop.example'))
await sleep(1100)
console.log('  a second later    ', await lookUp('shop.example'))
console.log(`\n${questions} questions came to the server. A TTL of a day means a day.`)
server.close()
