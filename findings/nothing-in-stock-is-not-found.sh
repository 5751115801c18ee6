#!/usr/bin/env bash
# @cacheable/node-cache 3.1.1: `get` finds a stock of 0, `mget` does not; node-cache 5.1.2, with which it is compatible, finds both.
#
# Expected: `mget` returns each key that is in the cache, as `get` does; the README says "Fully Compatible with `node-cache`".
# Seen: it leaves out every value that counts as false: 0, an empty text, false. The keys look like misses, so a program that asks the
# database for its misses asks for these each time. Use `get` for each key.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @cacheable/node-cache@3.1.1 node-cache@5.1.2

cat >show.mjs <<'JS'
import { NodeCache } from '@cacheable/node-cache'
import Original from 'node-cache'

const values = { stock: 0, note: '', isHidden: false, sold: 7 }

function keysFoundIn(cache) {
  for (const [key, value] of Object.entries(values)) cache.set(key, value)
  const found = {
    get: Object.keys(values).filter((key) => cache.get(key) !== undefined),
    mget: Object.keys(cache.mget(Object.keys(values))),
  }
  cache.close()
  return found
}

console.log(`Node.js ${process.version}`)
const original = keysFoundIn(new Original())
console.log('node-cache 5.1.2:           ', original)
const successor = keysFoundIn(new NodeCache())
console.log('@cacheable/node-cache 3.1.1:', successor)
if (!(original.mget.length === 4 && successor.get.length === 4 && successor.mget.join() === 'sold')) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
