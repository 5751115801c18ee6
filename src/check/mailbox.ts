import { setTimeout as sleep } from 'node:timers/promises'
import type { ArrivedMail } from '../services/smtp/mailbox.ts'
import { MAILBOX_VARIABLE } from '../services/variables.ts'
import { restartClock } from './fence.ts'
import { timeLimit } from './in-time.ts'

/** A mail that arrived at the run's SMTP server, decoded: lines that were broken for the transport are whole again. */
export interface Mail {
  /** Sender and recipients of the envelope: what decides where a mail goes, whatever its `To:` says. */
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  /** What the headers and parts are made of, as it was sent. */
  source: string
}

/** The mails of this run. */
export interface Mailbox {
  /** What has arrived so far, the oldest first. */
  all: () => Promise<Mail[]>
  /**
   * The mails to this recipient, the oldest first, as soon as there are `count`.
   * @throws Error when there are fewer after 1.5 s
   */
  waitFor: (recipient: string, count?: number) => Promise<Mail[]>
}

const WAIT_MS = 1500
const POLL_MS = 10

/**
 * What arrived at the SMTP server of this run, for an exercise with `services: [smtp]`.
 * @throws Error when the exercise does not ask for that service
 *
 * @example const [mail] = await mailbox().waitFor('ada@mill.example')
 */
export function mailbox(): Mailbox {
  const address = process.env[MAILBOX_VARIABLE]
  if (!address) throw new Error('This exercise does not ask for smtp: its lesson needs "services: [smtp]".')
  const arrived = async () => (await (await fetch(address)).json()) as ArrivedMail[]
  return {
    all: async () => Promise.all((await arrived()).map(decoded)),
    async waitFor(recipient, count = 1) {
      const late = timeLimit(WAIT_MS)
      for (;;) {
        const found = (await arrived()).filter(({ to }) => to.includes(recipient))
        if (found.length >= count) {
          restartClock()
          return Promise.all(found.map(decoded))
        }
        if (late.aborted) throw new Error(shortOf(recipient, count, found.length))
        await sleep(POLL_MS)
      }
    },
  }
}

function shortOf(recipient: string, count: number, found: number): string {
  const expected = count === 1 ? 'no mail' : `${found} of ${count} mails`
  return `${expected} to ${recipient} within ${WAIT_MS / 1000} s`
}

async function decoded({ from, to, message }: ArrivedMail): Promise<Mail> {
  const { default: PostalMime } = await import('postal-mime')
  const bytes = Buffer.from(message, 'base64')
  const { subject = '', text = '', html = '' } = await PostalMime.parse(bytes)
  return { from, to, subject, text, html, source: bytes.toString('utf8') }
}
