import { createTransport } from 'nodemailer'
import { log } from './log.ts'

export type Mailer = ReturnType<typeof mailerWith>

export function mailerWith(smtpUrl: string, publicUrl: string) {
  const transport = createTransport(smtpUrl)
  const pending = new Set<Promise<unknown>>()
  return {
    async sendResetLink(to: string, token: string, seconds: number): Promise<void> {
      await transport.sendMail({
        from: 'The marketplace <no-reply@market.example>',
        to,
        subject: 'A new password for the marketplace',
        text: mailText(`${publicUrl}/reset?token=${token}`, Math.ceil(seconds / 60)),
      })
    },

    /** Nobody waits for it: whether a mail is sent, and how long it takes, tells whether there is an account. */
    later(work: Promise<unknown>): void {
      const settled = work
        .catch((error: unknown) => {
          const { code = 'unknown' } = error as { code?: string }
          log.security('mail.failed', { code })
        })
        .finally(() => pending.delete(settled))
      pending.add(settled)
    },

    /** Waits for the mails that are on their way. */
    settle: () => Promise.all(pending),
  }
}

function mailText(link: string, minutes: number): string {
  return `Somebody asked for a new password for your account at the marketplace.
This link sets one. It works once, for ${minutes} minutes:

${link}

If it was not you, do nothing: your password stays as it is.`
}
