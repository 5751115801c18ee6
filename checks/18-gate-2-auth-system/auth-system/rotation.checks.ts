import { check, expect } from 'backend-workbook/check'
import {
  AUTH,
  after,
  ask,
  atOnce,
  logIn,
  NOBODY,
  newPerson,
  refreshed,
  refusal,
  signedIn,
  tryLogIn,
  tryRefresh,
} from './client.ts'
import { cookieOf } from './cookies.ts'
import { everything } from './database.ts'
import { anotherService, briefService, theService } from './service.ts'

const REFRESH = `${AUTH}/refresh`

check(
  'puts refresh tokens into a cookie that scripts and other sites do not get',
  { read: 'sessions', requirement: 'rotation', points: 1 },
  async () => {
    const app = await theService()
    const person = await newPerson(app)
    const login = await tryLogIn(app, person)
    const token = cookieOf(login, 'refresh')?.value ?? ''
    const refresh = await tryRefresh(app, token)
    for (const [answer, given] of [
      [login, `POST ${AUTH}/login`],
      [refresh, `POST ${REFRESH}`],
    ] as const) {
      const cookie = cookieOf(answer, 'refresh')
      const { 'max-age': maxAge, path, httponly, secure, samesite, domain } = cookie?.attributes ?? {}
      const shown = { maxAge, path, httponly, secure, samesite: samesite?.toLowerCase(), domain }
      const wanted = { maxAge: '604800', path: AUTH, httponly: '', secure: '', samesite: 'strict', domain: undefined }
      expect(shown, `the attributes of the cookie refresh that ${given} sets`).toEqual(wanted)
      expect(answer.text, `the body of ${given}`).not.toContain(cookie?.value ?? 'no cookie')
      expect(answer.headers.get('cache-control'), `Cache-Control of ${given}`).toContain('no-store')
    }
  },
)

check(
  'exchanges a refresh token for another, again and again',
  { read: 'sessions', requirement: 'rotation', points: 1 },
  async () => {
    const app = await theService()
    let { refresh } = await signedIn(app)
    const seen = new Set([refresh])
    for (let round = 1; round <= 4; round += 1) {
      refresh = (await refreshed(app, refresh, `, the ${round}. in a session`)).refresh
      expect(seen.has(refresh) ? 'an earlier token' : 'a new token', `what the ${round}. refresh gives`).toBe(
        'a new token',
      )
      seen.add(refresh)
    }
    for (const wrong of ['', 'nonsense', `${refresh}x`, refresh.slice(0, -4), 'a.b.c', 'null']) {
      expect(refusal(await tryRefresh(app, wrong)), `POST ${REFRESH} with a wrong token`).toEqual(NOBODY)
    }
    expect(refusal(await ask(app, 'POST', REFRESH)), `POST ${REFRESH} without a cookie`).toEqual(NOBODY)
    await refreshed(app, refresh, ' after all that')
  },
)

check(
  'ends the session when a token comes back that was exchanged before',
  { read: 'sessions', requirement: 'rotation', points: 3 },
  async () => {
    const app = await theService()
    const person = await signedIn(app)
    const elsewhere = await logIn(app, person, ' on another device')
    const second = await refreshed(app, person.refresh)
    const third = await refreshed(app, second.refresh)
    const stolen = await tryRefresh(app, person.refresh)
    expect(refusal(stolen), `POST ${REFRESH} with a token that was exchanged, and its successor too`).toEqual(NOBODY)
    expect(refusal(await tryRefresh(app, third.refresh)), 'the newest token of that session after that').toEqual(NOBODY)
    expect(refusal(await tryRefresh(app, second.refresh)), 'the one before it after that').toEqual(NOBODY)
    await refreshed(app, elsewhere.refresh, ' of another session after that')
  },
)

check('gives two tabs the same token', { read: 'sessions', requirement: 'rotation', points: 2 }, async () => {
  const app = await theService()
  const person = await signedIn(app)
  // Several times, since requests that the server takes up one after the other show nothing.
  for (let round = 0; round < 5; round += 1) {
    const { refresh } = await logIn(app, person)
    const tabs = await atOnce(8, () => refreshed(app, refresh, ', eight at the same moment with one token'))
    const tokens = new Set(tabs.map((tab) => tab.refresh))
    expect(tokens.size, 'different refresh tokens that eight tabs got at the same moment').toBe(1)
    const [current = ''] = tokens
    const late = await refreshed(app, refresh, ' with the token before the current one, a moment later')
    expect(late.refresh === current ? 'the current one' : 'another', 'which token it gets').toBe('the current one')
    await refreshed(app, current, ' with the token that they got')
  }
})

check(
  'takes the token before the current one for REFRESH_GRACE_SECONDS, and not longer',
  { read: 'sessions', requirement: 'rotation', points: 1, ms: 2800 },
  async () => {
    const app = await briefService()
    const { refresh } = await signedIn(app)
    const start = performance.now()
    const second = await refreshed(app, refresh)
    await after(500)
    const early = await tryRefresh(app, refresh)
    // A machine that is busy may have let the second pass.
    if (performance.now() - start < 1000) {
      expect(early.status, 'the token before the current one, after half a second of REFRESH_GRACE_SECONDS=1').toBe(200)
    }
    await after(650)
    const late = await tryRefresh(app, refresh)
    const given = 'the token before the current one, after a little more than the second of REFRESH_GRACE_SECONDS'
    expect(refusal(late), given).toEqual(NOBODY)
    expect(refusal(await tryRefresh(app, second.refresh)), 'the current one after that').toEqual(NOBODY)
  },
)

check(
  'lets refresh tokens live for REFRESH_TOKEN_SECONDS, and keeps none that works in its database',
  { read: 'sessions', requirement: 'rotation', points: 1, ms: 2800 },
  async () => {
    const [app, brief] = await Promise.all([theService(), anotherService({ REFRESH_TOKEN_SECONDS: '1' })])
    const person = await newPerson(app)
    const before = new Set(await everything())
    const { refresh } = await logIn(app, person)
    const added = (await everything()).filter((value) => !before.has(value) && value.length > 8)
    const same = added.some((value) => value.includes(refresh)) ? 'the token' : 'no token'
    expect(same, 'what a login adds to the database').toBe('no token')
    const answers = await Promise.all(added.map((value) => tryRefresh(app, encodeURIComponent(value))))
    const working = answers.filter(({ status }) => status === 200).length
    expect(working, 'values that a login adds to the database and that work as a refresh token').toBe(0)

    const login = await tryLogIn(brief, person)
    const cookie = cookieOf(login, 'refresh')
    expect(cookie?.attributes['max-age'], 'Max-Age of the cookie, where REFRESH_TOKEN_SECONDS is 1').toBe('1')
    await after(2050)
    const late = await tryRefresh(brief, cookie?.value ?? '')
    expect(refusal(late), 'its refresh token two seconds later').toEqual(NOBODY)
  },
)
