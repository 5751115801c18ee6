// What is inside an ObjectId. Look for: which digits change from one id to the next, and which change with the second.
import { setTimeout as sleep } from 'node:timers/promises'
import { ObjectId } from 'bson'

console.log('seconds  random     count')
for (let count = 0; count < 6; count += 1) {
  const id = new ObjectId().toHexString()
  console.log(`${id.slice(0, 8)} ${id.slice(8, 18)} ${id.slice(18)}   ${new ObjectId(id).getTimestamp().toISOString()}`)
  if (count === 2) await sleep(1100)
}

// An id that nobody has made, as the border between two days.
const border = ObjectId.createFromTime(Date.UTC(2026, 0, 1) / 1000)
console.log(`\nThe smallest id of 2026: ${border}`)
console.log('{ _id: { $gte: that } } finds all that were made since, with the index on _id.')
