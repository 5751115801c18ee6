#!/usr/bin/env bash
# @socket.io/redis-streams-adapter 0.3.1: while Redis hangs, a broadcast does not reach the clients of its own server either;
# with @socket.io/redis-adapter 8.3.0 it reaches them at once.
#
# Expected: Redis carries a broadcast to the other servers; the sockets of this one are in its memory, so a Redis that does
# not answer costs the others their messages and nobody here.
# Seen: `io.emit()` waits for the reply to its XADD, because the reply is the offset from which a client that was away may ask
# again, and each message is to carry it. While Redis is stopped nothing arrives; when it goes on, everything does, late.
# The packages' pages describe the two adapters as alternatives and do not name this. It needs redis-server on the PATH.
set -euo pipefail
command -v redis-server >/dev/null || { echo 'It needs redis-server.'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit socket.io@4.8.4 socket.io-client@4.8.4 ioredis@5.11.1 \
  @socket.io/redis-adapter@8.3.0 @socket.io/redis-streams-adapter@0.3.1

cat >show.mjs <<'JS'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createAdapter as pubSub } from '@socket.io/redis-adapter'
import { createAdapter as streams } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { io as connect } from 'socket.io-client'

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const redisServer = spawn('redis-server', ['--port', '0', '--unixsocket', `${process.cwd()}/redis.sock`, '--save', ''])
for await (const line of redisServer.stdout) if (/ready to accept|connections at/i.test(String(line))) break
redisServer.stdout?.resume?.()

async function arrivalsWith(makeAdapter) {
  const redis = new Redis(`${process.cwd()}/redis.sock`)
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const io = new Server(http, { adapter: makeAdapter(redis) })
  const client = connect(`http://127.0.0.1:${http.address().port}`, { transports: ['websocket'] })
  await once(client, 'connect')
  const arrived = []
  client.on('news', (what) => arrived.push(what))
  io.emit('news', 'before')
  await pause(300)
  redisServer.kill('SIGSTOP')
  io.emit('news', 'while Redis hangs')
  await pause(1500)
  const whileStopped = [...arrived]
  redisServer.kill('SIGCONT')
  await pause(500)
  client.close()
  io.close()
  redis.disconnect()
  return { whileStopped, afterwards: arrived }
}

const byPubSub = await arrivalsWith((redis) => pubSub(redis, redis.duplicate()))
const byStreams = await arrivalsWith((redis) => streams(redis))
console.log(`Node.js ${process.version}, socket.io 4.8.4; what a client of the same server has received`)
console.log('redis-adapter:        ', byPubSub)
console.log('redis-streams-adapter:', byStreams)
const isSo = byPubSub.whileStopped.length === 2 && byStreams.whileStopped.length === 1 && byStreams.afterwards.length === 2
if (!isSo) console.log('This is no longer so.')
redisServer.kill('SIGKILL')
process.exit(isSo ? 0 : 1)
JS
node show.mjs
