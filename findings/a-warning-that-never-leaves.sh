#!/usr/bin/env bash
# @godaddy/terminus 4.12.1: what a health check has said once stays in all later answers.
#
# A check says that the disk is nearly full, and a minute later only how long the process has been up.
# Expected: the README on `verbatim`: "use object returned from /healthcheck verbatim in response".
# Seen: the later answers have the warning as well, for as long as the process lives. Each answer is made by `Object.assign` into one and
# the same object, that of the option `statusOkResponse`, so no key is ever lost. A monitor that looks for the key never rests.
# Return every key each time, with `null` where there is nothing to say.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @godaddy/terminus@4.12.1

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import terminus from '@godaddy/terminus'

const reports = [{ warning: 'disk 91 % full' }, { uptime: 60 }, { uptime: 120 }]
let minute = 0
const server = createServer((_request, response) => response.end('hello'))
terminus.createTerminus(server, { healthChecks: { '/health': async () => reports[minute], verbatim: true } })
server.listen(0, '127.0.0.1')
await once(server, 'listening')

console.log(`Node.js ${process.version}, @godaddy/terminus 4.12.1`)
const answers = []
for (; minute < reports.length; minute++) {
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/health`)
  answers.push(await answer.json())
  console.log('the check returns', reports[minute], 'and the answer is', answers[minute])
}
const [first, , last] = answers
const isSo = first.warning && last.uptime === 120 && last.warning
if (!isSo) console.log('This is no longer so.')
process.exit(isSo ? 0 : 1)
JS
node show.mjs
