#!/usr/bin/env bash
# Express 5.3.0 says "listening" at a port that is taken, and the program ends with 0.
#
# The program is the first one of the Express site: `app.listen(port, () => console.log(...))`. Another server has the port.
# Expected: EADDRINUSE and exit code 1, as with Express 4.22.1, or at least no message.
# Seen: Express 5 calls the callback also when listening fails, with the error as its argument, and then the error counts as handled.
# The program prints that it listens, has nothing left to do, and ends with 0: `Restart=on-failure` of systemd leaves it alone, and a log
# shows a start and no error. Take the argument: `(error) => { if (error) throw error; … }`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(4.22.1 5.3.0)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "express@$version"
  cat >"$version/app.cjs" <<'JS'
const express = require('express')

const app = express()
const port = process.argv[2]
app.listen(port, '127.0.0.1', () => {
  console.log(`Example app listening on port ${port}`)
})
JS
done

cat >show.mjs <<'JS'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const other = createServer().listen(0, '127.0.0.1')
await once(other, 'listening')
const { port } = other.address()
console.log(`Node.js ${process.version}; port ${port} is taken`)
const [four, five] = ['4.22.1', '5.3.0'].map((version) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${version}/app.cjs`, port], { encoding: 'utf8' })
  console.log(`express ${version}: exit code ${status}, ${stdout.trim() || stderr.match(/Error: .*/)?.[0]}`)
  return { status, says: stdout }
})
other.close()
if (!(four.status === 1 && five.status === 0 && five.says.includes('listening'))) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
