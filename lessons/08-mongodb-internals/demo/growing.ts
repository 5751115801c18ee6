// A delivery that reports its position every ten seconds: as an array in its order, and as documents of their own.
// No database here, only the sizes of the documents. Each change writes a document anew: how many bytes have been written?
import { calculateObjectSize } from 'bson'

const DAY = 8640
const position = { at: new Date(0), latitude: 41.1579, longitude: -8.6291 }
const order = { _id: 'order-1', retailerId: 'retailer-1', positions: [] as object[] }
const entry = calculateObjectSize({ orderId: order._id, ...position })

let writtenByArray = 0
let writtenByDocuments = 0
console.log('after          the order    written: array   written: documents')
for (let count = 1; count <= 3 * DAY; count += 1) {
  // Size of an array's entry: a type byte, its position as text with a zero byte, and the document.
  const size = calculateObjectSize(order) + entries(count)
  writtenByArray += size
  writtenByDocuments += entry
  if ([360, 2160, DAY, 3 * DAY].includes(count)) {
    const hours = count / 360
    console.log(
      `${String(hours).padStart(3)} hours ${kb(size).padStart(14)} ${kb(writtenByArray).padStart(17)} ${kb(writtenByDocuments).padStart(20)}`,
    )
  }
}
console.log('\nThe limit of a document is 16 MB. The work becomes too much long before that.')

function entries(count: number): number {
  const names = Array.from({ length: String(count).length }, (_, digits) => {
    const from = digits === 0 ? 0 : 10 ** digits
    return Math.max(0, Math.min(count, 10 ** (digits + 1)) - from) * (digits + 1)
  })
  return names.reduce((sum, length) => sum + length, 0) + count * (2 + calculateObjectSize(position))
}

function kb(bytes: number): string {
  return `${Math.round(bytes / 1024).toLocaleString('en-US')} KB`
}
