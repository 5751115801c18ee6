// A counter with a time to live, by two commands and by one script. The process dies after the first command.
// Look for: PTTL -1, which is for ever.
import { Redis } from 'ioredis'

const redis = new Redis(process.env['REDIS_URL'] ?? '')
const COUNT = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return count`

await redis.incr('two-commands')
// Here the process is killed: PEXPIRE is never sent.
console.log('INCR, and nothing more: PTTL', await redis.pttl('two-commands'))

await redis.eval(COUNT, 1, 'one-script', 60_000)
const left = await redis.pttl('one-script')
console.log('one script: PTTL is between 1 and 60,000:', left > 0 && left <= 60_000)

const results = await redis.multi().incr('in-multi').pexpire('in-multi', 60_000).exec()
console.log('MULTI: the replies are', JSON.stringify(results))
redis.disconnect()
