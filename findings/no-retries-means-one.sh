#!/usr/bin/env bash
# stripe 23.1.0 sends a payment a second time although it was told `maxNetworkRetries: 0`.
#
# The server reads the whole request, and closes the connection in place of an answer, as a server does that is restarted in the
# middle of its work. Expected: one request, and a StripeConnectionError for the caller, because no retries were asked for.
# Seen: two requests with one idempotency key, and the call resolves with the answer to the second. An answer of 500 is not
# repeated, so the option does work there.
# The first error is repeated once whatever the option says when its code is ECONNRESET or EPIPE: a connection that was kept
# alive may have been closed while it was idle. A server that keeps no idempotency keys makes two payments of it, and a test that
# counts requests to a stand-in counts two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit stripe@23.1.0

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import Stripe from 'stripe'

/** Asks a server that spoils its first answer in this way. */
async function payWith(spoil) {
  const keys = []
  const server = createServer(async (request, response) => {
    keys.push(request.headers['idempotency-key'])
    await request.resume().toArray()
    if (keys.length === 1) spoil(request, response)
    else response.end(JSON.stringify({ id: 'pi_of_the_second_request', object: 'payment_intent' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const options = { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false }
  const outcome = await new Stripe('sk_test_of_nobody', options).paymentIntents
    .create({ amount: 1999, currency: 'eur' })
    .then(({ id }) => id, ({ type }) => type)
  server.close()
  server.closeAllConnections()
  return { requests: keys.length, keys: new Set(keys).size, outcome }
}

const closed = await payWith((request) => request.socket.destroy())
const failed = await payWith((_request, response) => {
  response.writeHead(500).end(JSON.stringify({ error: { type: 'api_error', message: 'no' } }))
})
console.log(`Node.js ${process.version}, stripe 23.1.0, maxNetworkRetries: 0`)
console.log('connection closed:', closed)
console.log('status 500:       ', failed)
const isSo = closed.requests === 2 && closed.keys === 1 && closed.outcome === 'pi_of_the_second_request' && failed.requests === 1
if (!isSo) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
