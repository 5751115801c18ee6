#!/usr/bin/env bash
# axios 1.21.1: `timeout: 1000`, and the fifth of five requests gets its answer after three seconds.
#
# The agent has one connection (`maxSockets: 1`), the server needs 0.6 s for an answer, and five requests are made at once.
# Expected: "If the request takes longer than `timeout`, Axios aborts it", says the README. So all but the first are rejected.
# Seen: all five get 200, the last after 3 s. The clock of axios starts when the request has a connection, so the wait for one is free:
# the busier the service behind is, the less the limit means. `signal: AbortSignal.timeout(1000)` counts all of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit axios@1.21.1

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { Agent, createServer } from 'node:http'
import axios from 'axios'

const server = createServer((request, response) => {
  if (request.url === '/at-once') setTimeout(() => response.end('hello'), 600)
  else {
    const drops = setInterval(() => response.write('.'), 300)
    setTimeout(() => {
      clearInterval(drops)
      response.end()
    }, 3000)
  }
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const baseURL = `http://127.0.0.1:${server.address().port}`
const client = axios.create({ baseURL, httpAgent: new Agent({ keepAlive: true, maxSockets: 1 }) })

async function timed(url, options) {
  const start = performance.now()
  const outcome = await client.get(url, options).then(
    ({ status }) => status,
    ({ code }) => code,
  )
  return `${outcome} after ${((performance.now() - start) / 1000).toFixed(1)} s`
}
const fiveTimes = (options) => Promise.all(Array.from({ length: 5 }, () => timed('/at-once', options())))

console.log(`Node.js ${process.version}, axios 1.21.1`)
const byTimeout = await fiveTimes(() => ({ timeout: 1000 }))
console.log('timeout: 1000:            ', byTimeout.join(', '))
const bySignal = await fiveTimes(() => ({ signal: AbortSignal.timeout(1000) }))
console.log('AbortSignal.timeout(1000):', bySignal.join(', '))
console.log('a body that comes in drops:', await timed('/drops', { timeout: 1000 }))
server.close()
server.closeAllConnections()
if (!/^200 after [23]/.test(byTimeout[4]) || /^200/.test(bySignal[4])) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
