/**
 * A process of its own: mailboxes, each behind an SMTP server on a port of its own. Over HTTP, on the port that it says
 * on stderr, `POST /` opens one and answers with its port, `GET /<port>` gives what arrived, `DELETE /<port>` closes it.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type OpenMailbox, openMailbox } from './mailbox.ts'

const open = new Map<string, OpenMailbox>()

const server = createServer(async ({ method, url = '/' }, response) => {
  const name = url.slice(1)
  const mailbox = open.get(name)
  if (method === 'POST') {
    const made = await openMailbox()
    open.set(String(made.port), made)
    response.end(JSON.stringify({ port: made.port }))
  } else if (mailbox === undefined) {
    response.writeHead(404).end()
  } else if (method === 'DELETE') {
    open.delete(name)
    await mailbox.close()
    response.end()
  } else {
    response.end(JSON.stringify(mailbox.mails))
  }
})
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`port ${(server.address() as AddressInfo).port}\n`)
})
