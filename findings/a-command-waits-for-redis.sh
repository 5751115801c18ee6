#!/usr/bin/env bash
# ioredis 6.0.0 lets a command wait more than a minute for a Redis that is down; ioredis 5.11.1 gave up after eleven seconds.
#
# Nothing listens at the port; each attempt to connect is refused at once. Both run with their defaults, and in both the
# command rejects with the same message: "Reached the max retries per request limit (which is 20)."
# Expected: about the same wait, as neither the limit nor the message has changed.
# Seen: 11 s with version 5, 70 to 80 s with version 6. The README names the pause before each attempt, up to 5 s; nothing
# names the sum of twenty. A web route that asks its cache first answers after that time, long after every proxy in front of
# it has given up. `commandTimeout` or `enableOfflineQueue: false` sets a limit of one's own.
# The script takes a minute and a half.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit five@npm:ioredis@5.11.1 six@npm:ioredis@6.0.0

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port that was free a moment ago, so that nothing listens there. */
async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function waitOf(name) {
  const { Redis } = await import(name)
  const redis = new Redis({ host: '127.0.0.1', port: await closedPort() })
  redis.on('error', () => {})
  const start = performance.now()
  const message = await redis.get('name').then(String, (error) => error.message)
  redis.disconnect()
  return { seconds: (performance.now() - start) / 1000, message }
}

const [five, six] = await Promise.all(['five', 'six'].map(waitOf))
console.log(`Node.js ${process.version}, defaults, Redis not running`)
console.log(`ioredis 5.11.1: ${five.seconds.toFixed(1)} s, ${five.message}`)
console.log(`ioredis 6.0.0: ${six.seconds.toFixed(1)} s, ${six.message}`)
const isSame = five.message === six.message && five.message.includes('max retries per request')
if (!(isSame && five.seconds < 20 && six.seconds > 3 * five.seconds)) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
