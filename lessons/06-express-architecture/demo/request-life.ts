// The life of a request, from the connection to 'close', with the time of each event. Three requests: one with a body
// that comes in two parts, one more on the same connection, and one whose client does not wait for the answer.
// Look for: the handler starts before the body is there, and the last request has a 'close' but never a 'finish'.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'

let start = performance.now()
function note(who: string, what: string): void {
  const ms = (performance.now() - start).toFixed(0)
  console.log(`  ${ms.padStart(4)} ms  ${who.padEnd(9)} ${what}`)
}

const app = express()
app.use((request, response, next) => {
  note('server', `headers are parsed: ${request.method} ${request.url}`)
  request.once('end', () => note('server', "request 'end': the body is complete"))
  response.once('finish', () => note('server', "response 'finish': handed to the operating system"))
  response.once('close', () =>
    note('server', `response 'close': over, ${response.writableFinished ? 'and complete' : 'and NOT complete'}`),
  )
  next()
})
app.post('/orders', async (request, response) => {
  note('server', `the handler runs; Content-Length says ${request.headers['content-length']} bytes will come`)
  for await (const chunk of request) note('server', `${chunk.length} bytes of the body`)
  response.status(201).json({ data: { id: '7' } })
})
app.get('/report', async (request, response) => {
  note('server', 'the handler runs, and works for 60 ms')
  await sleep(60)
  note('server', `it answers; is anybody there? ${response.destroyed ? 'no' : 'yes'}`)
  response.json({ data: 'the report' })
})

const server = app.listen(0, '127.0.0.1')
server.on('connection', () => note('server', 'a connection is accepted; no request yet'))
await once(server, 'listening')
const { port } = server.address() as AddressInfo

function begin(title: string): void {
  console.log(`\n${title}`)
  start = performance.now()
}

begin('POST with a body in two parts')
const socket = connect(port, '127.0.0.1')
socket.on('data', (data: Buffer) => note('client', `reads: ${data.toString().split('\r\n')[0]}`))
await once(socket, 'connect')
socket.write('POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 20\r\n\r\n{"name":')
await sleep(30)
note('client', 'sends the second part')
socket.write('"Rye flour"}')
await once(socket, 'data')
await sleep(20)

begin('GET on the same connection (keep-alive)')
socket.write('GET /report HTTP/1.1\r\nHost: shop\r\n\r\n')
await once(socket, 'data')
await sleep(20)

begin('GET, and the client goes away after 20 ms')
socket.write('GET /report HTTP/1.1\r\nHost: shop\r\n\r\n')
await sleep(20)
note('client', 'closes the connection')
socket.destroy()
await sleep(80)
server.close()
