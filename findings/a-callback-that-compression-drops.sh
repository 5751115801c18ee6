#!/usr/bin/env bash
# compression 1.8.2: the callback of `response.end(body, callback)` is called for small answers and never for compressed ones.
#
# Expected: as in the documentation of Node.js: "If callback is specified, it will be called when the response stream is finished"
# (https://nodejs.org/api/http.html#responseenddata-encoding-callback). The middleware changes the bytes and nothing else.
# Seen: the callback is called below the threshold of 1 kB, and for a client that accepts no compression. A compressed answer arrives whole,
# and its callback is dropped, that of `response.write` as well: the middleware replaces both functions by ones with two
# parameters. So a log line, a metric or a slot that is given back there is missing for the large answers alone. The event `finish` comes
# for all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit express@5.3.0 compression@1.8.2

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import compression from 'compression'
import express from 'express'

/** What is called for an answer of so many letters to a client that accepts this encoding. */
async function calledFor(letters, encoding) {
  const called = []
  const app = express()
  app.use(compression())
  app.get('/', (_request, response) => {
    response.type('text').on('finish', () => called.push('finish'))
    response.end('a'.repeat(letters), () => called.push('callback'))
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const headers = { 'accept-encoding': encoding }
  const answer = await fetch(`http://127.0.0.1:${server.address().port}`, { headers })
  const { length } = await answer.text()
  await sleep(200)
  server.close()
  server.closeAllConnections()
  console.log(
    `${length} letters, ${answer.headers.get('content-encoding') ?? 'not compressed'}: ${called.sort().join(', ')}`,
  )
  return called.includes('callback')
}

console.log(`Node.js ${process.version}, compression 1.8.2`)
const small = await calledFor(500, 'gzip')
const plain = await calledFor(5000, 'identity')
const compressed = await calledFor(5000, 'gzip')
if (!small || !plain || compressed) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
