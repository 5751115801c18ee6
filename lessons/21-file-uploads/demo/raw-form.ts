// What a browser sends for a form with a text field and two files, byte by byte. Look for: the boundary, the dashes at
// the end, and how much of it is nothing but the client's word.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

const server = createServer(async (request, response) => {
  const type = request.headers['content-type'] ?? ''
  const boundary = type.split('boundary=')[1] ?? ''
  // The client makes up a new one each time.
  const shown = (text: string) => text.replaceAll(boundary, '----boundary')
  console.log(`${request.method} ${request.url}`)
  console.log(`content-type: ${shown(type)}`)
  console.log(`content-length: ${request.headers['content-length'] ? 'a number' : 'none'}\n`)
  const body = await buffer(request)
  for (const line of shown(body.toString('latin1')).split('\r\n')) console.log(`  ${readable(line)}`.trimEnd())
  response.end()
}).listen(0, '127.0.0.1')
await once(server, 'listening')

const form = new FormData()
form.append('title', 'Papers of 2026')
form.append('files', new Blob([Buffer.from('89504e470d0a1a0a0000', 'hex')], { type: 'image/png' }), 'front.png')
form.append('files', new Blob(['<script>'], { type: 'image/png' }), '../"my".png')
await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/files`, { method: 'POST', body: form })
server.close()

console.log('\nThe second file is no PNG, and its name leads out of the folder.')
console.log('In its name, %22 is a quotation mark: one would end the name.')

function readable(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
