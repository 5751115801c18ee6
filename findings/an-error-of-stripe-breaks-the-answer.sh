#!/usr/bin/env bash
# An error of stripe 23.1.0 that reaches the default error handler of Express 5 makes an answer that is not valid HTTP.
#
# A route awaits the client and catches nothing, so Express answers by itself. The gateway here is a local server that says 400.
# Expected: 500 with a page, as for any other error that nobody handles.
# Seen: the answer has Content-Length and Transfer-Encoding at once. Node's fetch refuses it ("Response does not match the HTTP/1.1
# protocol"), so a client sees a network failure and no status. A StripeError has `statusCode` and `headers`, those of the gateway's
# answer. finalhandler, which Express uses, takes `error.statusCode` and copies `error.headers` into the answer: the framing of another
# connection, and whatever else the gateway sends. Map errors of the client in an error handler of your own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit stripe@23.1.0 express@5.3.0

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import express from 'express'
import Stripe from 'stripe'

const gateway = createServer((_request, response) => {
  response.writeHead(400, { 'content-type': 'application/json', 'x-of-the-gateway': 'yes' })
  response.end(JSON.stringify({ error: { type: 'invalid_request_error', message: 'No.' } }))
}).listen(0, '127.0.0.1')
await once(gateway, 'listening')
const { port } = gateway.address()
const stripe = new Stripe('sk_test_1', { host: '127.0.0.1', port, protocol: 'http' })

const app = express().set('env', 'test')
app.get('/stripe', async () => stripe.paymentIntents.list())
app.get('/other', async () => {
  throw new Error('No.')
})
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')

const ask = (path) =>
  fetch(`http://127.0.0.1:${server.address().port}${path}`).then(
    ({ status }) => `status ${status}`,
    ({ cause }) => cause.message,
  )
const [other, ours] = [await ask('/other'), await ask('/stripe')]
for (const each of [server, gateway]) each.close().closeAllConnections()
console.log(`Node.js ${process.version}, stripe ${Stripe.PACKAGE_VERSION}, Express 5`)
console.log('an error like any other:', other)
console.log('an error of the client: ', ours)
if (other !== 'status 500' || !ours.includes('HTTP/1.1 protocol')) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
