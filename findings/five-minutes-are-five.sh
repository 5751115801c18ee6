#!/usr/bin/env bash
# envalid 8.2.0: `num()` takes TIMEOUT=5m for 5, and POOL=10,000 for 10.
#
# Expected: the README says "Ensure that your program only runs when all of its environment dependencies are met", and that
# `num()` parses a variable "(eg. "42", "0.23", "1e5") into a Number". So it reports these two, as `port()` reports 80a.
# Seen: no error. `num()` calls `parseFloat`, which reads as far as it can: 5m is 5, 10,000 is 10, 0x1F is 0, and 2026-11-30 is 2026. The
# program starts with a limit of 5. Make a validator of your own: `makeValidator` and `Number(text)`, which the
# last column shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit envalid@8.2.0

cat >show.mjs <<'JS'
import { cleanEnv, makeValidator, num } from 'envalid'

const strict = makeValidator((text) => {
  if (!Number.isFinite(Number(text))) throw new Error(`not a number: ${text}`)
  return Number(text)
})

function read(text, validator) {
  let value
  const reporter = ({ errors, env }) => {
    value = Object.keys(errors).length > 0 ? 'reported' : env.SETTING
  }
  cleanEnv({ SETTING: text }, { SETTING: validator() }, { reporter })
  return value
}

console.log(`Node.js ${process.version}, envalid 8.2.0`)
const texts = ['42', '5m', '10,000', '0x1F', '2026-11-30', 'many']
const byNum = texts.map((text) => read(text, num))
for (const [at, text] of texts.entries())
  console.log(`${text.padEnd(10)} num(): ${byNum[at]}, strict: ${read(text, strict)}`)
if (byNum.join() !== '42,5,10,0,2026,reported') {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
