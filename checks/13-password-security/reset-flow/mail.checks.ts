import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect, mailbox, timeLimit } from 'backend-workbook/check'
import { listening } from './mail-server.ts'
import { BAD_REQUEST, linksIn, NEW_PASSWORD, PUBLIC_URL, serving } from './shop.ts'

check('mails one link that sets a new password', { read: 'reset-flow' }, async () => {
  await serving(async ({ user, post, forgot, password }) => {
    const { mail, token } = await forgot()
    expect(linksIn(mail.text), 'the links in the text of the mail').toEqual([
      expect.stringMatching(/^https?:\/\/[^/]+\/reset\?token=[\w-]+$/),
    ])
    for (const [what, text] of Object.entries({ sender: mail.from, subject: mail.subject })) {
      expect(text, `the ${what} of the mail`).toMatch(/\S/)
    }
    const words = linksIn(mail.text).reduce((text, link) => text.replace(link, ''), mail.text)
    expect(/\b30\b/.test(words), 'whether the text, without the link, speaks of 30 minutes').toBe(true)
    const { status } = await post('/reset', { token, password: NEW_PASSWORD })
    expect([status, password()], `the status of POST /reset, and the password of ${user.email} after it`).toEqual([
      204,
      NEW_PASSWORD,
    ])
  })
})

check('answers alike for every address, and mails nobody who has no account', { read: 'reset' }, async () => {
  await serving(async ({ user, post, forgot }) => {
    const stranger = `stranger.${user.email}`
    const forStranger = await post('/forgot', { email: stranger })
    await forgot()
    const forUser = await post('/forgot', { email: user.email })
    expect(forUser, `POST /forgot { email: '${user.email}' }, a user`).toEqual({
      status: 202,
      body: { message: expect.stringMatching(/\S/) },
    })
    expect(forStranger, `POST /forgot { email: '${stranger}' }, whom nobody knows`).toEqual(forUser)
    // The user's mails were asked for later and have arrived.
    await mailbox().waitFor(user.email, 2)
    const recipients = (await mailbox().all()).flatMap(({ to }) => to)
    expect(recipients.includes(stranger), `a mail to ${stranger}`).toBe(false)
    for (const body of [{}, undefined, { email: 7 }]) {
      const answer = await post('/forgot', body)
      expect(answer, `POST /forgot ${JSON.stringify(body) ?? 'without a body'}`).toEqual(BAD_REQUEST)
    }
  })
})

check('answers without the mail server, and logs a mail that failed', { read: 'reset' }, async () => {
  for (const [kind, greet, message] of [
    ['says nothing', () => undefined, /\w/],
    ['refuses', (socket: Socket) => void socket.end('554 no service today\r\n'), /no service today/],
  ] as const) {
    const mute = await listening(greet)
    await serving(
      async ({ user, post, logged }) => {
        const { status } = await post('/forgot', { email: user.email })
        expect(status, `the status of POST /forgot for a user, while the mail server ${kind}`).toBe(202)
        if (kind === 'says nothing') mute.hangUp()
        const late = timeLimit(1000)
        while (!message.test(logged()) && !late.aborted) await sleep(5)
        expect(logged(), `the log after the mail server, which ${kind}, hangs up`).toMatch(message)
      },
      { smtpUrl: mute.url },
    ).finally(mute.close)
  }
})

check('makes the link from publicUrl, whatever the headers say', { read: 'reset' }, async () => {
  await serving(async ({ forgot }) => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' }
    const { mail, token } = await forgot({ ...headers, origin: 'http://evil.example', referer: 'http://evil.example/' })
    const links = linksIn(mail.text).map((link) => link.replace(token, '<token>'))
    expect(links, 'the links, where Host, X-Forwarded-Host, Origin and Referer say evil.example').toEqual([
      expect.stringMatching(new RegExp(`^${PUBLIC_URL}/reset`)),
    ])
    expect(mail.source.includes('evil.example'), 'whether the mail mentions evil.example anywhere').toBe(false)
  })
})

check('mails the address in the table, never the one that was typed', { read: 'reset' }, async () => {
  await serving(async ({ user, post }) => {
    // The table ignores case: it finds Ada for all three. Only one of them is her address.
    const typed = [user.email.toUpperCase(), user.email.replace('mill', 'mıll')]
    for (const [index, email] of typed.entries()) {
      await post('/forgot', { email })
      const mail = (await mailbox().waitFor(user.email, index + 1)).at(-1)
      expect(mail?.to, `the recipients after POST /forgot { email: '${email}' }`).toEqual([user.email])
    }
    const several = await post('/forgot', { email: [user.email, 'mallory@evil.example'] })
    expect(several, 'POST /forgot where email is a list of two').toEqual(BAD_REQUEST)
    const recipients = (await mailbox().all()).flatMap(({ to }) => to)
    expect(recipients.filter((email) => !email.endsWith('@mill.example'))).toEqual([])
  })
})
