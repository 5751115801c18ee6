#!/usr/bin/env bash
# bcrypt 6.0.0 says "wrong password" to every hash of PHP and of htpasswd; bcryptjs 3.0.3 says "right".
#
# Two hashes of `correct horse`: PHP 8.2.36 made one, password_hash('correct horse', PASSWORD_BCRYPT), and htpasswd 2.4 the
# other, htpasswd -nbB -C 10 ada 'correct horse'. Both begin with $2y$, which is what they call the algorithm that others
# call $2b$: after that prefix nothing differs.
# Expected: true from both packages, or an error that names the prefix. `bcrypt.getRounds` reads both hashes, and the
# README of bcrypt says of $2y$: "In theory, they should be compatible with $2b$ prefix."
# Seen: bcrypt resolves false, without an error. So after a move from PHP nobody can log in, and the log says that all of
# them typed a wrong password. With the prefix written as $2b$ it says true.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit bcrypt@6.0.0 bcryptjs@3.0.3

cat >show.mjs <<'JS'
import bcrypt from 'bcrypt'
import bcryptjs from 'bcryptjs'

const HASHES = {
  'PHP 8.2': '$2y$10$j1IbMEWR3E8U/gflvCL4QOlq9TwMQPDPDSbjttfGUxIVAIXvFtzgG',
  'htpasswd 2.4': '$2y$10$5tu.6cRwXAaTZpAld2t1/eZ30A/sJfoZC8qdXKNA4yZQDFgUf/076',
}
let isSo = true
console.log(`Node.js ${process.version}, bcrypt 6.0.0, bcryptjs 3.0.3`)
for (const [name, hash] of Object.entries(HASHES)) {
  const native = await bcrypt.compare('correct horse', hash)
  const js = await bcryptjs.compare('correct horse', hash)
  const renamed = await bcrypt.compare('correct horse', hash.replace('$2y$', '$2b$'))
  console.log(`${name}: bcrypt ${native}, bcryptjs ${js}; bcrypt with $2b$ in its place ${renamed}`)
  console.log(`  bcrypt.getRounds reads ${bcrypt.getRounds(hash)} from it`)
  isSo &&= !native && js && renamed
}
if (!isSo) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
