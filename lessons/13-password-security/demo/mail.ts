// A reset mail goes over real SMTP to a server on loopback. Its link is longer than a line of a mail may be.
// Look for: the soft line break and the =3D in what was sent, and the whole link in what a mail program shows.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createTransport } from 'nodemailer'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

const mails: Buffer[] = []
const server = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData: (stream, _session, done) => {
    void buffer(stream).then((mail) => {
      mails.push(mail)
      done()
    }, done)
  },
})
const listener = server.listen(0, '127.0.0.1')
await once(listener, 'listening')

const token = randomBytes(32).toString('base64url')
const link = `https://shop.mill.example/account/reset?token=${token}`
const mailer = createTransport(`smtp://127.0.0.1:${(listener.address() as AddressInfo).port}`)
const { accepted } = await mailer.sendMail({
  from: 'no-reply@mill.example',
  to: 'ada@mill.example',
  subject: 'A new password',
  text: `This link sets a new password. It works once, for 30 minutes:\n\n${link}\n`,
})
server.close()

const [mail = Buffer.alloc(0)] = mails
const sent = mail.toString()
const body = sent.slice(sent.indexOf('\r\n\r\n') + 4)
console.log(`accepted for ${accepted.join(', ')}; as it was sent:\n`)
for (const line of body.trimEnd().split('\r\n')) console.log(`  ${line}`)
const { text = '' } = await PostalMime.parse(mail)
console.log('\nthe link is in the mail as it was sent:  ', mail.includes(link))
console.log('the link is in the mail after decoding it:', text.includes(link))
