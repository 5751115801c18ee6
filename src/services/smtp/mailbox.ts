import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** A mail as it arrived. */
export interface ArrivedMail {
  /** Of the envelope, which is what decides where a mail goes. */
  from: string
  to: string[]
  /** The message itself, in base64. */
  message: string
}

/** An SMTP server of one run's own, which keeps what it gets and delivers nothing. */
export interface OpenMailbox {
  port: number
  mails: ArrivedMail[]
  close: () => Promise<void>
}

const LARGEST_MAIL = 1024 * 1024
/** A loop that sends must not fill the memory. */
const MOST_MAILS = 500

export async function openMailbox(): Promise<OpenMailbox> {
  const mails: ArrivedMail[] = []
  const server = new SMTPServer({
    // Its certificate would be one that nobody trusts, and clients take TLS wherever they are offered it.
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    // Names of loopback addresses tell nothing, and asking for them takes as long as the network likes.
    disableReverseLookup: true,
    size: LARGEST_MAIL,
    closeTimeout: 100,
    logger: false,
    onData: (stream, session, done) => {
      void readAll(stream).then((message) => {
        if (stream.sizeExceeded) return done(refusal(552, 'the mail is larger than 1 MB'))
        if (mails.length >= MOST_MAILS) return done(refusal(452, `this mailbox holds ${MOST_MAILS} mails and no more`))
        mails.push({ ...envelopeOf(session), message: message.toString('base64') })
        done()
      }, done)
    },
  })
  server.on('error', () => undefined)
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  return { port, mails, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** The whole of it is read even when it is too large: the client does not listen before. */
async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function envelopeOf({ envelope }: SMTPServerSession): Pick<ArrivedMail, 'from' | 'to'> {
  const from = envelope.mailFrom ? envelope.mailFrom.address : ''
  return { from, to: envelope.rcptTo.map(({ address }) => address) }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
