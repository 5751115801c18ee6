#!/usr/bin/env bash
# autocannon 9.0.0 counts a third of all broken answers as good ones, and none of them as an error.
#
# The server promises 1,000 bytes, sends 500, and closes the connection. No client ever gets a whole answer.
# Expected: as many errors as answers, and no 2xx. `fetch` rejects each of them with "terminated".
# Seen: no errors at all, and one 2xx for every three answers that broke off. A client of autocannon keeps one parser for
# all of its connections, so the bytes of the next answer fill the rest of the one before, which then looks whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit autocannon@9.0.0

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import autocannon from 'autocannon'

let broken = 0
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-length': 1000 })
  response.write('x'.repeat(500), () => {
    broken += 1
    response.destroy()
  })
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${server.address().port}/`

const byFetch = await fetch(url)
  .then((response) => response.text())
  .then(() => 'a whole answer')
  .catch((error) => error.message)

broken = 0
const { '2xx': good, non2xx, errors, timeouts } = await autocannon({ url, connections: 2, duration: 2 })
console.log(`Node.js ${process.version}, autocannon 9.0.0`)
console.log(`fetch: ${byFetch}`)
console.log(`answers that broke off: ${broken}; autocannon: ${JSON.stringify({ '2xx': good, non2xx, errors, timeouts })}`)
server.close()
if (byFetch === 'a whole answer' || errors > 0 || good < broken / 4) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
