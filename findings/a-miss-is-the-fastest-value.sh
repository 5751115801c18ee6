#!/usr/bin/env bash
# cache-manager 7.2.9 with `nonBlocking: true` does not find what only the second store has.
#
# The first store is the memory of the process, the second one is slower and shared, as a Redis is. The process was started again, so the
# memory is empty.
# Expected: the README on `nonBlocking`: "get and mget - will return the first (fastest) value found".
# Seen: the memory answers first, that it has nothing, and `get` returns undefined. The second store's value arrives later and is dropped, it
# is not put into the memory either, so this is so each time. A cache that survives deployments is as good as none. `wrap()` asks
# one store after the other and finds it. So does `get` without the option. The second store here is a Map that takes 5 ms.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit cache-manager@7.2.9 keyv@5.6.0

cat >show.mjs <<'JS'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCache } from 'cache-manager'
import { Keyv } from 'keyv'

class Remote extends Map {
  async get(key) {
    await sleep(5)
    return super.get(key)
  }
}

/** What a process reads from the cache that another one has filled. */
async function readAfterRestart(nonBlocking) {
  const shared = new Remote()
  const start = () => createCache({ stores: [new Keyv(), new Keyv({ store: shared })], nonBlocking })
  await start().set('order:42', 'paid')
  await sleep(50)
  const cache = start()
  const reads = []
  for (let n = 0; n < 3; n++) {
    reads.push(String(await cache.get('order:42')))
    await sleep(20)
  }
  return { get: reads.join(', '), wrap: await cache.wrap('order:42', () => 'asked the database') }
}

console.log(`Node.js ${process.version}, cache-manager 7.2.9, keyv 5.6.0; "order:42" is "paid" in the second store`)
const blocking = await readAfterRestart(false)
console.log('nonBlocking: false', blocking)
const nonBlocking = await readAfterRestart(true)
console.log('nonBlocking: true ', nonBlocking)
if (!(blocking.get === 'paid, paid, paid' && nonBlocking.get === 'undefined, undefined, undefined')) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
