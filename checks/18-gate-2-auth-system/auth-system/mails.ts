import { type App, expect, type Mail, mailbox } from 'backend-workbook/check'
import { AUTH, ask, dataOf, type Person } from './client.ts'
import { MARKET } from './service.ts'

export const FORGOT = `${AUTH}/forgot`
export const RESET = `${AUTH}/reset`

const LINK = /https?:\/\/\S+/g

/** Asks for a link, and gives the token of the newest mail. `count` says how many there are by then. */
export async function tokenFor(app: App, { email }: Pick<Person, 'email'>, count = 1): Promise<string> {
  const answer = await ask(app, 'POST', FORGOT, { body: { email } })
  dataOf(answer, 202, `POST ${FORGOT} with the email of an account`)
  const mails = await mailbox().waitFor(email, count)
  return tokenIn(mails.at(-1))
}

/** Where the link leads is for one check to see, and the token for all others. */
function tokenIn(mail: Mail | undefined): string {
  const token = /\?token=([\w-]{20,})(?:\s|$)/.exec(mail?.text ?? '')?.[1]
  expect(token, `the token in the text part of the mail: ${mail?.text.slice(0, 200)}`).toBeTypeOf('string')
  return token ?? ''
}

export function expectLink(mail: Mail | undefined): void {
  const links = mail?.text.match(LINK) ?? []
  expect(links, 'the links in the text part of the mail').toHaveLength(1)
  const start = `${MARKET}/reset?token=`
  expect(links[0]?.slice(0, start.length), 'the beginning of the link').toBe(start)
}

export const tryReset = (app: App, token: unknown, password: unknown) =>
  ask(app, 'POST', RESET, { body: { token, password } })
