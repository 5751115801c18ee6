import { check, expect, mailbox } from 'backend-workbook/check'
import {
  AUTH,
  after,
  ask,
  atOnce,
  dataOf,
  INVALID,
  logIn,
  NOBODY,
  newEmail,
  newPassword,
  newPerson,
  refusal,
  signedIn,
  tally,
  tryLogIn,
  tryRefresh,
  WRONG,
} from './client.ts'
import { everything } from './database.ts'
import { expectLink, FORGOT, tokenFor, tryReset } from './mails.ts'
import { briefService, theService } from './service.ts'

const INVALID_TOKEN = [400, 'invalid_token']

check(
  'mails a link with which a new password can be set, and ends all sessions',
  { read: 'reset', requirement: 'reset', points: 2 },
  async () => {
    const app = await theService()
    const person = await signedIn(app)
    const token = await tokenFor(app, person)
    const [mail] = await mailbox().waitFor(person.email)
    expect(mail?.to, 'the recipients of the mail').toEqual([person.email])
    expect([mail?.from, mail?.subject], 'its sender and its subject').toEqual([
      expect.stringContaining('@'),
      expect.stringMatching(/\S/),
    ])
    const password = newPassword()
    const answer = await tryReset(app, token, password)
    expect([answer.status, answer.text], `status and body of POST ${AUTH}/reset`).toEqual([204, ''])
    expect(refusal(await tryRefresh(app, person.refresh)), 'a session from before').toEqual(NOBODY)
    expect(refusal(await tryLogIn(app, person)), 'a login with the old password').toEqual(WRONG)
    await logIn(app, { ...person, password }, ' with the new password')
  },
)

check(
  'takes a token once, also when it comes several times at the same moment',
  { read: 'reset', requirement: 'reset', points: 1 },
  async () => {
    const app = await theService()
    let token = ''
    for (let round = 0; round < 3; round += 1) {
      const person = await newPerson(app)
      token = await tokenFor(app, person)
      const passwords = await atOnce(6, async () => newPassword())
      const answers = await atOnce(6, (index) => tryReset(app, token, passwords[index]))
      const given = `the statuses of six POST ${AUTH}/reset at once with the same token`
      expect(tally(answers), given).toEqual({ 204: 1, 400: 5 })
      const winner = answers.findIndex(({ status }) => status === 204)
      await logIn(app, { ...person, password: passwords[winner] ?? '' }, ' with the password of the one that was 204')
      expect(refusal(await tryReset(app, token, newPassword())), 'the same token later').toEqual(INVALID_TOKEN)
    }
    for (const wrong of ['nonsense', 'x'.repeat(43), token.slice(1), `${token}x`]) {
      expect(refusal(await tryReset(app, wrong, newPassword())), 'a token that was never sent').toEqual(INVALID_TOKEN)
    }
  },
)

check(
  'takes only the newest token of an account, and none from before a change of the password',
  { read: 'reset', requirement: 'reset', points: 1 },
  async () => {
    const app = await theService()
    const [person, other] = [await signedIn(app), await newPerson(app)]
    const [first, foreign, second] = [
      await tokenFor(app, person),
      await tokenFor(app, other),
      await tokenFor(app, person, 2),
    ]
    expect(refusal(await tryReset(app, first, newPassword())), 'a token after a newer one was sent').toEqual(
      INVALID_TOKEN,
    )
    const newWord = newPassword()
    const body = { password: person.password, newPassword: newWord }
    const changed = await ask(app, 'POST', `${AUTH}/password`, { token: person.access, body })
    expect(changed.status, `POST ${AUTH}/password`).toBe(204)
    expect(refusal(await tryReset(app, second, newPassword())), 'the newer token after that').toEqual(INVALID_TOKEN)
    await logIn(app, { ...person, password: newWord }, ' after all that')
    expect((await tryReset(app, foreign, newPassword())).status, 'the token of another account after all that').toBe(
      204,
    )
  },
)

check(
  'lets a token live for RESET_TOKEN_SECONDS, and keeps none that works in its database',
  { read: 'reset', requirement: 'reset', points: 1, ms: 2800 },
  async () => {
    const [app, brief] = await Promise.all([theService(), briefService()])
    const person = await newPerson(app)
    const before = new Set(await everything())
    const token = await tokenFor(app, person)
    const added = (await everything()).filter((value) => !before.has(value) && value.length > 8)
    const answers = await Promise.all(added.map((value) => tryReset(app, value, newPassword())))
    const working = answers.filter(({ status }) => status === 204).length
    expect(working, 'values that a forgotten password adds to the database and that work as a token').toBe(0)
    expect((await tryReset(app, token, newPassword())).status, 'the token of the mail after that').toBe(204)
    const late = await tokenFor(brief, person, 2)
    await after(1100)
    const given = 'a token after a little more than the second of RESET_TOKEN_SECONDS'
    expect(refusal(await tryReset(brief, late, newPassword())), given).toEqual(INVALID_TOKEN)
  },
)

check(
  'leaves a token as good as it was when the new password is refused',
  { read: 'reset', requirement: 'reset', points: 1 },
  async () => {
    const app = await theService()
    const person = await newPerson(app)
    const token = await tokenFor(app, person)
    for (const password of ['too short', 'x'.repeat(129), 7, null, undefined]) {
      const given = `POST ${AUTH}/reset with the password ${JSON.stringify(password)?.slice(0, 20)}`
      expect(refusal(await tryReset(app, token, password)), given).toEqual(INVALID)
    }
    await logIn(app, person, ' with the old password after all that')
    expect((await tryReset(app, token, newPassword())).status, 'the token after all that').toBe(204)
  },
)

check(
  'tells nobody who has an account, and mails nobody else',
  { read: 'reset', requirement: 'reset', points: 1 },
  async () => {
    const app = await theService()
    const [person, stranger] = [await newPerson(app), newEmail()]
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' }
    const answers = [
      await ask(app, 'POST', FORGOT, { body: { email: stranger }, headers }),
      await ask(app, 'POST', FORGOT, { body: { email: ` ${person.email.toUpperCase()}` }, headers }),
    ]
    for (const answer of answers) {
      const { message } = dataOf<{ message?: unknown }>(answer, 202, `POST ${FORGOT}`)
      expect(message, `message in the data of POST ${FORGOT}`).toEqual(expect.stringMatching(/\S/))
    }
    expect(answers[0]?.text, 'the body for an email without an account, beside that for one with').toBe(
      answers[1]?.text,
    )
    const [mail] = await mailbox().waitFor(person.email)
    expectLink(mail)
    // Whatever was sent to the stranger was sent before.
    const recipients = (await mailbox().all()).flatMap(({ to }) => to)
    expect(recipients, 'the recipients of all mails').not.toContain(stranger)
    for (const body of [
      {},
      { email: 7 },
      { email: { $ne: '' } },
      { email: [person.email] },
      { email: person.email, x: 1 },
    ]) {
      const given = `POST ${FORGOT} with ${JSON.stringify(body)}`
      expect(refusal(await ask(app, 'POST', FORGOT, { body })), given).toEqual(INVALID)
    }
  },
)
