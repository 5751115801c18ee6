// A small order as BSON, field by field, and beside JSON.
// Look for: the length in front, the type byte before each name, and which of the two forms is shorter. It is not always BSON.
import { calculateObjectSize, ObjectId, serialize } from 'bson'

const order = {
  _id: new ObjectId('6553f1000102030405000001'),
  status: 'open',
  quantity: 3,
  weight: 1.5,
  isPaid: true,
  placedAt: new Date('2026-01-05T08:00:00Z'),
  tags: ['a', 'b'],
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').replaceAll(/../g, '$& ').trim()

const whole = serialize(order)
console.log(`length    ${hex(whole.subarray(0, 4))}   (${whole.length}, little-endian)`)
for (const [name, value] of Object.entries(order)) {
  // A document of this field alone, without its own length and end.
  const [type = 0, ...rest] = serialize({ [name]: value }).subarray(4, -1)
  const text = hex(Uint8Array.from(rest.slice(name.length + 1)))
  const shown = text.length > 54 ? `${text.slice(0, 50)} ...` : text
  console.log(`${name.padEnd(9)} ${hex(Uint8Array.of(type))}   ${shown}`)
}
console.log(`end       ${hex(whole.subarray(-1))}\n`)

const counts = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`product-${n}`, n]))
const shapes: Record<string, object> = {
  'the order above': order,
  'one long text': { text: 'x'.repeat(1000) },
  '100 small counts': counts,
  '100 numbers in an array': { list: Array.from({ length: 100 }, (_, n) => n) },
  'the same as one binary field': { list: Uint8Array.from({ length: 100 }, (_, n) => n) },
}
console.log('bytes                             BSON   JSON')
for (const [name, shape] of Object.entries(shapes)) {
  const json = Buffer.byteLength(JSON.stringify(shape))
  console.log(`${name.padEnd(30)} ${String(calculateObjectSize(shape)).padStart(7)}${String(json).padStart(7)}`)
}
console.log('\nBSON is made to be walked over quickly, not to be small.')
