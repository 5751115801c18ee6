#!/usr/bin/env bash
# dockerfile-ast 0.7.1 reads `CMD ["node", "src/my server.js"]` as a command with the argument "src/myserver.js".
#
# Expected: `getJSONStrings()` gives the strings of the JSON array, and `getJSONValue()` of each is what Docker runs: the file
# "src/my server.js".
# Seen: every blank inside of the quotation marks is gone, from the value and from the text of the argument. With the usual
# `["sh", "-c", "exec node server.js"]` a tool that judges Dockerfiles sees one word, `execnodeserver.js`, and neither the `exec`
# nor the file. The range of the argument is right: the text of the document between its ends, read by `JSON.parse`, is what
# was written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit dockerfile-ast@0.7.1

cat >show.mjs <<'JS'
import { DockerfileParser } from 'dockerfile-ast'

const command = ['sh', '-c', 'exec node "src/my server.js"']
const text = `FROM node:24-slim\nCMD ${JSON.stringify(command)}\n`
const [cmd] = DockerfileParser.parse(text).getCMDs()
const strings = cmd.getJSONStrings()
const line = text.split('\n')[1]
const values = strings.map((each) => each.getJSONValue())
const byRange = strings.map((each) => {
  const { start, end } = each.getRange()
  return JSON.parse(line.slice(start.character, end.character))
})
console.log(`Node.js ${process.version}, dockerfile-ast 0.7.1`)
console.log('written:       ', command)
console.log('getJSONValue():', values)
console.log('by the ranges: ', byRange)
const isSo = !/ /.test(values.join('')) && JSON.stringify(byRange) === JSON.stringify(command)
if (!isSo) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
