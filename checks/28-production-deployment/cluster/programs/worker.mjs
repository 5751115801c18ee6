// A worker of the judge's. It writes down what happens to it, and does what the file PLAN says: { version, start, end }.
import cluster from 'node:cluster'
import { appendFileSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const { LOG, PLAN, PORT } = process.env
const { version = 1, start = 'listen', end = 'drain' } = JSON.parse(readFileSync(PLAN, 'utf8'))
const log = (what) => appendFileSync(LOG, `${what} ${process.pid} ${version} ${Date.now()}\n`)

log('start')
if (start === 'die' || (start === 'first-dies' && isFirst())) process.exit(1)

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  response.setHeader('connection', 'close')
  const say = () => response.end(JSON.stringify({ pid: process.pid, version }))
  if (pathname === '/exit') process.exit(Number(searchParams.get('code')))
  if (pathname === '/kill') process.kill(process.pid, 'SIGKILL')
  if (pathname !== '/slow') return say()
  log('slow')
  setTimeout(say, Number(searchParams.get('ms')))
})
process.on('SIGTERM', () => {
  log('term')
  if (end === 'stay') setInterval(() => {}, 1000)
  else if (start !== 'listen' && !server.listening) process.exit(0)
  // Disconnecting alone never ends a worker that was about to listen. HTTP's own `close` would also end connections that
  // were accepted and have not asked yet.
  else Server.prototype.close.call(server, () => cluster.worker.disconnect())
})

log('ready')
// By then everybody has heard of the end of the first one.
if (start === 'first-dies') await sleep(400)
if (start === 'hold') setInterval(() => {}, 1000)
else server.listen(Number(PORT), '127.0.0.1', () => log('listen'))

/** Whether no other worker of this version has started before. */
function isFirst() {
  const starts = readFileSync(LOG, 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
  const [, first] = starts.find(([what, , of]) => what === 'start' && Number(of) === version)
  return Number(first) === process.pid
}
