#!/usr/bin/env bash
# js-redis-server 0.3.0 with ioredis 6.0.0: one command takes 0.1 ms, two at once take more than 40 ms.
#
# Expected: a pipeline of two GETs costs about as much as one GET. On a Redis of the same machine it does.
# Seen: about 0.1 ms for one, 40 to 48 ms for two or three. The server writes each reply by itself and never calls
# `setNoDelay`, which `net.createServer` leaves off (`http.createServer` turns it on). So Nagle's algorithm holds the second
# reply until the first is acknowledged, and Linux puts that acknowledgement off by 40 ms. With `setNoDelay` on the
# server's sockets the same pipeline takes less than 1 ms, which proves the cause. Linux only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
# It asks for ioredis 5 as a peer; what it answers is the same.
npm install --silent --no-fund --no-audit --legacy-peer-deps js-redis-server@0.3.0 ioredis@6.0.0

cat >show.mjs <<'JS'
import { subscribe } from 'node:diagnostics_channel'
import { Redis } from 'ioredis'
import { createRedisMock } from 'js-redis-server'

if (process.argv[2] === 'without-delay') subscribe('net.server.socket', ({ socket }) => socket.setNoDelay(true))
const server = await createRedisMock()
const redis = new Redis(server.addresses()[0])
await redis.set('name', 'Ada')

async function medianMs(work) {
  const times = []
  for (let n = 0; n < 21; n++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[10].toFixed(2)
}

const one = await medianMs(() => redis.get('name'))
const two = await medianMs(() => redis.pipeline().get('name').get('name').exec())
console.log(one, two)
redis.disconnect()
await server.close()
JS

read -r one two < <(node show.mjs)
read -r _ mended < <(node show.mjs without-delay)
echo "Node.js $(node --version), js-redis-server 0.3.0, ioredis 6.0.0; medians of 21"
echo "one GET: $one ms; a pipeline of two: $two ms; the same with setNoDelay on the server: $mended ms"
awk -v one="$one" -v two="$two" -v mended="$mended" 'BEGIN { exit !(one < 10 && two > 30 && mended < 10) }' ||
  { echo 'This is no longer so.'; exit 1; }
