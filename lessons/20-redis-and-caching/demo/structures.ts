// Sorted sets, hashes and streams: riders ranked by what they delivered, their names, and what happened last.
// Look for: the rank of two riders with the same points, and what is left of the stream.
import { Redis } from 'ioredis'

const redis = new Redis(process.env['REDIS_URL'] ?? '')
await redis.hset('rider:names', { r1: 'Ada', r2: 'Bob', r3: 'Cleo' })
for (const [rider, points] of [
  ['r1', 5],
  ['r2', 8],
  ['r3', 5],
  ['r1', 3],
] as const) {
  await redis.zincrby('rider:points', points, rider)
  await redis.xadd('rider:events', 'MAXLEN', 3, '*', 'rider', rider, 'points', points)
}

const pairs = await redis.zrange('rider:points', '0', '-1', 'REV', 'WITHSCORES')
console.log('sorted set:', pairs.flat().join(' '))
for (const rider of ['r1', 'r2', 'r3']) {
  const points = await redis.zscore('rider:points', rider)
  const better = await redis.zcount('rider:points', `(${points}`, '+inf')
  const name = await redis.hget('rider:names', rider)
  console.log(
    `${name}: ${points} points, ZREVRANK + 1 = ${Number(await redis.zrevrank('rider:points', rider)) + 1}, rank = ${better + 1}`,
  )
}
const events = await redis.xrevrange('rider:events', '+', '-')
console.log('stream, newest first:', events.map(([, [, rider, , points]]) => `${rider} ${points}`).join(', '))
redis.disconnect()
