import { type App, check, expect } from 'backend-workbook/check'
import {
  type Answer,
  AUTH,
  ask,
  logIn,
  NOBODY,
  newPassword,
  newPerson,
  refreshed,
  refusal,
  signedIn,
  tryLogIn,
  tryRefresh,
  WRONG,
} from './client.ts'
import { cookieOf } from './cookies.ts'
import { theService } from './service.ts'

const LOGOUT = `${AUTH}/logout`
const EVERYWHERE = `${AUTH}/logout-everywhere`

check(
  'ends the session of the cookie, and no other',
  { read: 'ending-sessions', requirement: 'logout', points: 2 },
  async () => {
    const app = await theService()
    const person = await signedIn(app)
    const elsewhere = await logIn(app, person, ' on another device')
    const answer = await ask(app, 'POST', LOGOUT, { refresh: person.refresh })
    expect([answer.status, answer.text], `status and body of POST ${LOGOUT}`).toEqual([204, ''])
    expectTakenAway(answer, LOGOUT)
    await expectEnded(app, person.refresh, `a logout`)
    await refreshed(app, elsewhere.refresh, ' of another session after that')
    for (const refresh of [undefined, 'nonsense', person.refresh]) {
      const again = await ask(app, 'POST', LOGOUT, refresh === undefined ? {} : { refresh })
      const given = refresh === undefined ? 'without a cookie' : 'with a cookie of no session'
      expect(again.status, `POST ${LOGOUT} ${given}`).toBe(204)
    }
  },
)

check(
  'ends all sessions of an account, and of nobody else',
  { read: 'ending-sessions', requirement: 'logout', points: 2 },
  async () => {
    const app = await theService()
    const [person, other] = [await signedIn(app), await signedIn(app)]
    const elsewhere = await logIn(app, person, ' on another device')
    const cookieOnly = await ask(app, 'POST', EVERYWHERE, { refresh: person.refresh })
    expect(refusal(cookieOnly), `POST ${EVERYWHERE} without an access token`).toEqual(NOBODY)
    const answer = await ask(app, 'POST', EVERYWHERE, { token: person.access, refresh: person.refresh })
    expect([answer.status, answer.text], `status and body of POST ${EVERYWHERE}`).toEqual([204, ''])
    expectTakenAway(answer, EVERYWHERE)
    await expectEnded(app, person.refresh, 'a logout everywhere')
    await expectEnded(app, elsewhere.refresh, 'a logout everywhere, on another device')
    await refreshed(app, other.refresh, ' of another account after that')
    await refreshed(app, (await logIn(app, person, ' after that')).refresh, ' after that')
  },
)

check(
  'ends all sessions when the password is changed',
  { read: 'ending-sessions', requirement: 'logout', points: 1 },
  async () => {
    const app = await theService()
    const [person, other] = [await signedIn(app), await newPerson(app)]
    const elsewhere = await logIn(app, person, ' on another device')
    const next = newPassword()
    const change = (password: string, newWord: unknown) =>
      ask(app, 'POST', `${AUTH}/password`, { token: person.access, body: { password, newPassword: newWord } })
    expect(refusal(await change(other.password, next)), `POST ${AUTH}/password with a wrong password`).toEqual(WRONG)
    expect((await change(person.password, 'too short')).status, `POST ${AUTH}/password with 9 characters`).toBe(422)
    await logIn(app, person, ' with the old password after both')
    const answer = await change(person.password, next)
    expect([answer.status, answer.text], `status and body of POST ${AUTH}/password`).toEqual([204, ''])
    await expectEnded(app, person.refresh, 'a change of the password')
    await expectEnded(app, elsewhere.refresh, 'a change of the password, on another device')
    expect(refusal(await tryLogIn(app, person)), 'a login with the old password after that').toEqual(WRONG)
    await logIn(app, { ...person, password: next }, ' with the new password')
  },
)

async function expectEnded(app: App, refresh: string, what: string): Promise<void> {
  expect(refusal(await tryRefresh(app, refresh)), `a refresh after ${what}`).toEqual(NOBODY)
}

/** A browser removes a cookie where the answer sets one of the same name and path that is over. */
function expectTakenAway(answer: Answer, path: string): void {
  const { attributes = {} } = cookieOf(answer, 'refresh') ?? {}
  const isOver =
    'max-age' in attributes ? Number(attributes['max-age']) <= 0 : Date.parse(attributes['expires'] ?? '') < 1e12
  const shown = { isOver, path: attributes['path'] }
  expect(shown, `whether the cookie refresh that POST ${path} sets is over, and its path`).toEqual({
    isOver: true,
    path: AUTH,
  })
}
