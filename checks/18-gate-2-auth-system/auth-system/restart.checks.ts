import { beginPost, check, expect, refuses } from 'backend-workbook/check'
import {
  type Account,
  AUTH,
  ask,
  atOnce,
  me,
  newEmail,
  newPassword,
  newPerson,
  type Person,
  refreshed,
  refusal,
  signedIn,
  TOO_MANY,
  tryLogIn,
} from './client.ts'
import { tokenFor, tryReset } from './mails.ts'
import { anotherService } from './service.ts'

const CLIENTS = 40

check(
  'has everything that it answered when it was killed in the middle, and has been started anew',
  { read: 'mortal', requirement: 'restart', points: 2, ms: 2800 },
  async () => {
    const app = await anotherService()
    const person = await signedIn(app)
    const forgetful = await newPerson(app)
    const token = await tokenFor(app, forgetful)
    const guessed = newEmail()
    for (let tries = 1; tries <= 5; tries += 1) await tryLogIn(app, { email: guessed, password: newPassword() })

    const made: (Pick<Person, 'email' | 'password'> & { id: string })[] = []
    let dead: Promise<unknown> | undefined
    await atOnce(CLIENTS, async (index) => {
      const body = { email: newEmail(), password: newPassword(), name: `client ${index}` }
      const answer = await ask(app, 'POST', `${AUTH}/register`, { body }).catch(() => undefined)
      if (answer?.status === 201) made.push({ ...body, id: (answer.body as { data: Account }).data.id })
      if (made.length === CLIENTS / 4) dead ??= app.stop('SIGKILL')
    })
    await (dead ?? app.stop('SIGKILL'))
    expect(made.length, 'registrations that were answered with 201 until it was killed').toBeGreaterThanOrEqual(
      CLIENTS / 4,
    )

    const anew = await anotherService()
    const lost: string[] = []
    for (const each of made) {
      const { status } = await tryLogIn(anew, each)
      if (status !== 200) lost.push(`${each.email} (${status})`)
    }
    expect(lost, 'accounts that were answered with 201 and cannot log in after the restart').toEqual([])
    expect((await me(anew, person.access)).status, 'GET /me with an access token from before').toBe(200)
    await refreshed(anew, person.refresh, ' with a refresh token from before')
    const limited = await tryLogIn(anew, { email: guessed, password: newPassword() })
    expect(refusal(limited), 'one more guess for an email that had five wrong passwords before').toEqual(TOO_MANY)
    expect((await tryReset(anew, token, newPassword())).status, 'a reset with a token from before').toBe(204)
  },
)

check(
  'answers what it has begun when it is told to stop, and ends with exit code 0',
  { read: 'mortal', requirement: 'restart', points: 1, ms: 2800 },
  async () => {
    // Windows has no SIGTERM that a process could hear.
    if (process.platform === 'win32') return
    const app = await anotherService()
    const person = await newPerson(app)
    const body = JSON.stringify({ email: person.email, password: person.password })
    const posting = await beginPost(app, `${AUTH}/login`, body)
    const ended = app.stop('SIGTERM')
    expect(await refuses(app), 'whether it refuses connections after SIGTERM, within a second').toBe(true)
    expect(await posting.finish(), `the status of a POST ${AUTH}/login whose body ends after SIGTERM`).toBe(200)
    // This connection stays open, as those of browsers do.
    expect(await ended, 'how the process ends after that').toEqual({ code: 0, signal: null })
    posting.close()
  },
)
