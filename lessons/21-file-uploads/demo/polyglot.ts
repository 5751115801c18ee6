// One file that is two: its first bytes say PDF, and its second line is a script of a page. Look for: what each way to
// serve it tells the browser to do.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'
import { fileTypeFromBuffer } from 'file-type'

const polyglot = Buffer.from(`%PDF-1.4
%<script>document.title = document.cookie</script>
1 0 obj
<< /Type /Catalog >>
endobj
%%EOF
`)

const found = await fileTypeFromBuffer(polyglot)
console.log(`file-type: ${found?.mime}`)
console.log(`a search for tags: ${/<script/.test(polyglot.toString()) ? 'there is a script in it' : 'nothing'}\n`)

const ways: Record<string, (response: Response) => void> = {
  'as the name says, page.html': (response) => response.type('.html'),
  'without a type': () => undefined,
  'as the bytes say': (response) => response.type('application/pdf'),
  'as a download': (response) => {
    response.attachment('page.html.pdf')
    response.set({ 'Content-Type': 'application/pdf', 'X-Content-Type-Options': 'nosniff' })
  },
}
const app = express()
app.get('/:way', (request, response) => {
  ways[request.params.way]?.(response)
  response.end(polyglot)
})
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
for (const way of Object.keys(ways)) {
  const { headers } = await fetch(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/${encodeURIComponent(way)}`,
  )
  console.log(`${way}:\n  ${verdict(headers)}`)
}
server.close()

/** What a browser may do with such an answer. */
function verdict(headers: Headers): string {
  const type = headers.get('content-type')
  if (headers.get('content-disposition')?.startsWith('attachment')) return `${type}: saved to the disk, and not shown`
  if (type?.startsWith('text/html')) return `${type}: a page, whose script reads cookies`
  if (type === null) return 'no Content-Type: the browser guesses from the bytes'
  return `${type}: shown by the PDF viewer of the browser`
}
