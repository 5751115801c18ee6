import { check, expect } from 'backend-workbook/check'
import { buildApp } from '../../../exercises/14-jwt-authentication/sessions.ts'
import { DAY, inMarket, tokenIn } from '../market.ts'
import { encode, part, START } from '../tokens.ts'

const refused = [401, { error: expect.objectContaining({ code: 'unauthorized' }) }]

check('exchanges a refresh token for a new pair, for the user as they are now', { read: 'refresh-token' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, users, pass }) => {
    const own = await loggedIn('vik')
    const { id, role } = users.get('vik') ?? {}
    const seen = new Set([own.cookie('refresh')])
    for (let turn = 1; turn <= 3; turn += 1) {
      pass(1000)
      const answer = await own.ask('POST', '/auth/refresh')
      const which = `POST /auth/refresh, number ${turn} of 3 after a login`
      expect([answer.status, answer.body], which).toMatchObject([
        200,
        { accessToken: expect.any(String), expiresIn: 900 },
      ])
      const iat = START + turn * 1000
      const payload = part(tokenIn(answer.body), 1)
      expect(payload, `the payload of the access token of ${which}`).toMatchObject({
        sub: id,
        role,
        iat,
        exp: iat + 900,
      })
      expect(seen.has(own.cookie('refresh')), `whether ${which} gave a refresh token that was there before`).toBe(false)
      seen.add(own.cookie('refresh'))
      own.accessToken = tokenIn(answer.body)
      expect((await own.ask('GET', '/me')).status, `GET /me with the access token of ${which}`).toBe(200)
    }
  })
  await inMarket(buildApp, async ({ loggedIn, users, pass }) => {
    const [own, other] = [await loggedIn('ada'), await loggedIn('vik')]
    const { id = '' } = users.get('ada') ?? {}
    users.set('ada', { id, role: 'staff' })
    pass(1000)
    const promoted = await own.ask('POST', '/auth/refresh')
    const payload = part(tokenIn(promoted.body), 1)
    expect(payload, 'the access token of POST /auth/refresh after ada became staff').toMatchObject({
      sub: id,
      role: 'staff',
    })
    users.delete('ada')
    pass(1000)
    const gone = await own.ask('POST', '/auth/refresh')
    expect([gone.status, gone.body], 'POST /auth/refresh after ada was removed').toEqual(refused)
    expect((await other.ask('POST', '/auth/refresh')).status, 'POST /auth/refresh of vik then').toBe(200)
  })
})

check('lets a refresh token live for 7 days, each new one again', { read: 'refresh-token' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, pass }) => {
    const own = await loggedIn()
    for (const [seconds, after] of [
      [7 * DAY - 1, 'the login'],
      [7 * DAY - 1, 'the last refresh'],
    ] as const) {
      pass(seconds)
      const answer = await own.ask('POST', '/auth/refresh')
      expect(answer.status, `POST /auth/refresh, 7 days less 1 s after ${after}`).toBe(200)
    }
    pass(7 * DAY)
    const late = await own.ask('POST', '/auth/refresh')
    expect([late.status, late.body], 'POST /auth/refresh, 7 days after the last refresh').toEqual(refused)
  })
})

check('refuses what is not a refresh token of its own, and changes nothing', { read: 'refresh-token' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, browser, pass, rows }) => {
    const [own, old] = [await loggedIn(), await loggedIn()]
    const expired = old.cookie('refresh')
    const token = own.cookie('refresh')
    const middle = Math.floor(token.length / 2)
    const changed = (at: number) => token.slice(0, at) + (token[at] === '1' ? '2' : '1') + token.slice(at + 1)
    const given = {
      'no cookie': undefined,
      'an empty cookie': '',
      'the access token in the cookie': own.accessToken,
      'the refresh token, one character changed': changed(middle),
      'the refresh token, its first character changed': changed(0),
      'the refresh token, a character near its end changed': changed(token.length - 10),
      'the refresh token without its last ten characters': token.slice(0, -10),
      'the refresh token, cut in half': token.slice(0, middle),
      'a word in the cookie': 'undefined',
      'the claims of the token, with alg none': `${encode('{"alg":"none","typ":"JWT"}')}.${token.split('.')[1]}.`,
      'half a percent code in the cookie': '%E0%A4%A',
      'JSON in the cookie': 'j:{"$gt":""}',
      'dots in the cookie': '....',
    }
    const before = rows()
    for (const [what, cookie] of Object.entries(given)) {
      const stranger = browser()
      if (cookie !== undefined) stranger.plant('refresh', cookie)
      const answer = await stranger.ask('POST', '/auth/refresh')
      expect([answer.status, answer.body], `POST /auth/refresh with ${what}`).toEqual(refused)
    }
    expect(rows(), 'the sessions that are stored, afterwards').toEqual(before)
    pass(4 * DAY)
    expect((await own.ask('POST', '/auth/refresh')).status, 'POST /auth/refresh with the real token, afterwards').toBe(
      200,
    )
    pass(3 * DAY)
    const stranger = browser()
    stranger.plant('refresh', expired)
    const late = await stranger.ask('POST', '/auth/refresh')
    expect([late.status, late.body], 'POST /auth/refresh with a token of 7 days ago').toEqual(refused)
    stranger.plant('refresh', token)
    await stranger.ask('POST', '/auth/refresh')
    const after = await own.ask('POST', '/auth/refresh')
    expect(after.status, 'POST /auth/refresh of a session whose first token came back after it had expired').toBe(200)
  })
})

check('stores nothing that works as a refresh token', { read: 'rotation' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, browser, pass, rows }) => {
    const own = await loggedIn()
    pass(60)
    await own.ask('POST', '/auth/refresh')
    const stored = rows()
    const token = own.cookie('refresh')
    expect(stored.length, 'how many sessions are stored after one login').toBe(1)
    const text = JSON.stringify(stored)
    expect(token !== '' && text.includes(token), `whether ${text} holds the refresh token`).toBe(false)
    for (const cookie of guesses(stored)) {
      const thief = browser()
      thief.plant('refresh', cookie)
      const answer = await thief.ask('POST', '/auth/refresh')
      expect(answer.status, `POST /auth/refresh with ${cookie.slice(0, 80)}, which was read in the store`).toBe(401)
    }
  })
})

/** Texts of a stolen table, and pairs of them, which is how tokens of two parts are put together. */
function guesses(stored: unknown[]): string[] {
  const texts: string[] = []
  JSON.stringify(stored, (_key, value) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  const pairs = texts.flatMap((a) => texts.flatMap((b) => ['.', ':', ''].map((between) => a + between + b)))
  return [...new Set([...texts, ...pairs])].slice(0, 120)
}
