// What a video player and express.static say to each other, raw. Look for: the status, Content-Range, and the three
// places where express.static differs from the RFC.
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import express from 'express'

const folder = mkdtempSync(join(tmpdir(), 'range-talk-'))
const file = join(folder, 'drill.txt')
writeFileSync(file, '0123456789')
utimesSync(file, 1_700_000_000, 1_700_000_000)
const app = express().use(express.static(folder, { cacheControl: false }))
app.use(
  ((error, _request, response, _next) =>
    void response.status(error.status).set(error.headers).end()) as express.ErrorRequestHandler,
)
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')

const SHOWN = /^(HTTP|content-range|content-length|etag|accept-ranges)/i
const ETAG = 'W/"a-18bcfe56800"'
const talks: [string, string, string[]][] = [
  ['The player asks what there is', 'HEAD', []],
  ['The buyer jumps into the middle', 'GET', ['Range: bytes=4-6']],
  ['The player wants the index at the end of the file', 'GET', ['Range: bytes=-3']],
  ['It asks for more than there is', 'GET', ['Range: bytes=8-99']],
  ['It asks behind the end', 'GET', ['Range: bytes=10-']],
  ['It has this file already', 'GET', [`If-None-Match: ${ETAG}`]],
  ['The vendor has replaced the file meanwhile', 'GET', ['Range: bytes=4-6', 'If-Range: "another"']],
  ['By the RFC, a weak ETag is no reason to send a part', 'GET', ['Range: bytes=4-6', `If-Range: ${ETAG}`]],
  ['By the RFC, HEAD knows no Range', 'HEAD', ['Range: bytes=4-6']],
  ['By the RFC, the last 20 of 10 bytes are all of them', 'GET', ['Range: bytes=-20']],
]
for (const [what, method, headers] of talks) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write([`${method} /drill.txt HTTP/1.1`, 'Host: shop', 'Connection: close', ...headers, '', ''].join('\r\n'))
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  console.log(`${what}:`)
  for (const line of [`${method} /drill.txt`, ...headers]) console.log(`  > ${line}`)
  for (const line of head.split('\r\n').filter((each) => SHOWN.test(each))) console.log(`  < ${line}`)
  console.log(`  < ${body === '' ? '(no body)' : body}\n`)
}
server.close()
rmSync(folder, { recursive: true })
