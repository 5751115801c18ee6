#!/usr/bin/env bash
# server.close() during an answer calls back seconds after the answer, and the client decides how many.
#
# An Express 5.3.0 app answers after 0.3 s. `server.close()` is called meanwhile, and nothing else is open.
# Expected: the callback soon after the answer. Since Node.js 19 `close()` closes connections that are "not sending a
# request or waiting for a response" (https://nodejs.org/api/http.html#serverclosecallback), and this one no longer is.
# Seen: idle connections are closed once, when `close()` is called. One that becomes idle later stays until the client or
# `keepAliveTimeout` (5 s, and a buffer of 1 s on newer versions) ends it: about 3 s with undici's fetch, 5 to 6 s with an
# `http.Agent` that keeps connections, and at once for a client that sends `Connection: close`. A drain that is judged by
# five seconds fails for some clients only. `closeIdleConnections()` after the last answer cures it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit express@5.3.0 undici@7.30.2

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { fetch } from 'undici'

const keepAlive = new Agent({ keepAlive: true })
const byHttp = async (url, options) => {
  const [response] = await once(get(url, options), 'response')
  await once(response.resume(), 'end')
}
const CLIENTS = {
  'Connection: close': (url) => byHttp(url, { agent: new Agent({ keepAlive: false }) }),
  'undici fetch': async (url) => (await fetch(url)).text(),
  'http.Agent with keepAlive': (url) => byHttp(url, { agent: keepAlive }),
}

/** Seconds from the end of the answer to the callback of `close()`. */
async function waitAfter(ask) {
  const app = express().get('/', async (_request, response) => {
    await sleep(300)
    response.send('hello')
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const answer = ask(`http://127.0.0.1:${server.address().port}/`)
  await sleep(100)
  const closed = new Promise((resolve) => server.close(resolve))
  await answer
  const answered = performance.now()
  await closed
  return (performance.now() - answered) / 1000
}

console.log(`Node.js ${process.version}, express 5.3.0, undici 7.30.2`)
const waits = []
for (const [name, ask] of Object.entries(CLIENTS)) {
  waits.push(await waitAfter(ask))
  console.log(`${name}: closed ${waits.at(-1).toFixed(1)} s after the answer`)
}
const [asked, fetched, kept] = waits
if (!(asked < 1 && fetched > 2 && kept > 4)) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
