#!/usr/bin/env bash
# http-terminator 3.2.0 cuts answers off after one second; its README says five.
#
# The package stops an HTTP server gracefully: it closes what is idle and waits for what is under way. An answer here takes 2 s.
# Expected: the answer arrives. README: "gracefulTerminationTimeout Number of milliseconds to allow for the active sockets to complete
# serving the response (default: 5000)".
# Seen: the connection is closed after 1 s, and the client gets no answer. The code has 1,000 as its default. Name the limit yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit http-terminator@3.2.0

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createHttpTerminator } from 'http-terminator'

async function answerDuring(options) {
  const server = createServer((_request, response) => setTimeout(() => response.end('hello'), 2000)).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  const terminator = createHttpTerminator({ server, ...options })
  const asked = once(server, 'request')
  const answer = fetch(`http://127.0.0.1:${server.address().port}`).then(
    (response) => response.text(),
    (error) => error.cause.code,
  )
  await asked
  const start = performance.now()
  void terminator.terminate()
  return `${await answer} after ${((performance.now() - start) / 1000).toFixed(1)} s`
}

const [promise] = readFileSync('node_modules/http-terminator/README.md', 'utf8').match(
  /gracefulTerminationTimeout Number[^\n]*/,
)
console.log(`Node.js ${process.version}, http-terminator 3.2.0`)
console.log(`the README: ${promise}`)
const byDefault = await answerDuring({})
console.log(`by default:                       ${byDefault}`)
console.log(`gracefulTerminationTimeout: 5000: ${await answerDuring({ gracefulTerminationTimeout: 5000 })}`)
if (!promise.includes('default: 5000') || byDefault.startsWith('hello')) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
