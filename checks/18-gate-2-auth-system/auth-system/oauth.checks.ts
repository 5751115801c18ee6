import { check, expect } from 'backend-workbook/check'
import { change, newPerson, refusal, tryLogIn, WRONG } from './client.ts'
import {
  browserOf,
  endOf,
  FAILED,
  forged,
  loggedIn,
  OAUTH,
  PATIENT_MS,
  person,
  provider,
  REFUSED,
  refusalOf,
  travel,
  whoIs,
} from './journey.ts'
import { CALLBACK, MARKET, settings, theService } from './service.ts'

check(
  'logs people in by way of the provider, with a session of its own',
  { read: 'oauth', requirement: 'oauth', points: 2, ms: PATIENT_MS },
  async () => {
    const app = await theService()
    const { OAUTH_CLIENT_ID: clientId } = await settings()
    const { login, email } = await person({ role: 'admin', roles: ['admin'] })
    const browser = browserOf(app)
    const page = await travel(browser, { login }, { query: '?returnTo=%2Forders%3Fpage%3D2' })
    expect(endOf(page), 'where a login with returnTo /orders?page=2 ends').toBe(`${MARKET}/orders?page=2`)
    const away = browserOf(app)
    const { url } = await away.open(`${MARKET}${OAUTH}`, { before: provider.issuer })
    const asked = Object.fromEntries(url.searchParams)
    const random = expect.stringMatching(/^.{16,}$/)
    expect(asked, 'the parameters of the authorization request').toMatchObject({
      ...{ response_type: 'code', client_id: clientId, redirect_uri: CALLBACK, state: random, nonce: random },
      ...{ code_challenge_method: 'S256', code_challenge: expect.stringMatching(/^[\w-]{43}$/) },
    })
    expect(asked['scope']?.split(' ').sort(), 'its scopes').toEqual(['email', 'openid', 'profile'])
    for (const { name, attributes } of [...away.cookiesOf(MARKET), ...browser.cookiesOf(MARKET)]) {
      const flags = ['httponly', 'secure'].filter((flag) => attributes.has(flag))
      expect(flags, `flags of the cookie ${name}`).toEqual(['httponly', 'secure'])
    }
    const sites = away.cookiesOf(MARKET).map(({ attributes }) => attributes.get('samesite')?.toLowerCase())
    expect([...new Set(sites)], `SameSite of the cookies that GET ${OAUTH} sets`).toEqual(['lax'])
    const account = await whoIs(app, browser)
    const wanted = { id: expect.any(String), email, name: `Name of ${login}`, role: 'retailer' }
    expect(account, 'GET /me, where the claims have the role admin').toEqual(wanted)
    await person({ email: `moved-${login}@mail.example`, email_verified: false }, login)
    expect(await loggedIn(app, login), 'the same user with another email, not verified').toEqual(account)
  },
)

check(
  'finishes a login once, and only in the browser that has begun it',
  { read: 'oauth', requirement: 'oauth', points: 1, ms: PATIENT_MS },
  async () => {
    const app = await theService()
    const { login } = await person()
    const [mallory, victim, stranger, bob] = [browserOf(app), browserOf(app), browserOf(app), browserOf(app)]
    const { url } = await travel(mallory, { login }, { stop: true })
    await victim.open(`${MARKET}${OAUTH}`, { before: provider.issuer })
    const [stateless, wrong, codeless] = [new URL(url), new URL(url), new URL(url)]
    stateless.searchParams.delete('state')
    wrong.searchParams.set('code', 'made-up')
    codeless.searchParams.delete('code')
    for (const [who, browser, link] of [
      ['a browser that has begun no login', stranger, url],
      ['a browser that has begun a login of its own', victim, url],
      ['the right browser, without state', mallory, stateless],
    ] as const) {
      const ended = await refusalOf(app, browser, await browser.open(link))
      expect(ended, `a callback of another browser's login, opened by ${who}`).toEqual(FAILED)
    }
    const cancelled = await travel(bob, { cancel: '1' })
    expect(await refusalOf(app, bob, cancelled), 'a login that the user has cancelled').toEqual(FAILED)
    const again = (await travel(bob, { login }, { stop: true })).url
    await bob.open(again)
    await whoIs(app, bob)
    const { status } = await bob.open(again)
    expect(status, 'the status of a callback for the second time').toBe(400)
    const eve = browserOf(app)
    const hers = (await travel(eve, { login }, { stop: true })).url
    hers.searchParams.set('code', 'made-up')
    expect(await refusalOf(app, eve, await eve.open(hers)), 'a code that the provider did not make').toEqual(FAILED)
  },
)

check(
  'believes no id token but those that the provider signed for this login',
  { read: 'oauth', requirement: 'oauth', points: 1, ms: PATIENT_MS },
  async () => {
    const app = await theService()
    const { login } = await person()
    for (const [name, forgery] of Object.entries({
      'the nonce of another login': { claims: { nonce: 'another' } },
      'no nonce': { claims: { nonce: null } },
      'a signature by another key': { signedBy: 'stranger' as const },
      'no signature': { signedBy: 'none' as const },
      'another iss': { claims: { iss: 'https://accounts.evil.example' } },
      'another aud': { claims: { aud: 'another-app' } },
      'an exp that is past': { claims: { exp: Math.floor(Date.now() / 1000) - 3600 } },
      'no exp': { claims: { exp: null } },
    })) {
      expect(await forged(app, login, forgery), `a login whose id token has ${name}`).toEqual(FAILED)
    }
  },
)

check(
  'gives nobody an account that is not theirs',
  { read: 'oauth', requirement: 'oauth', points: 1, ms: PATIENT_MS },
  async () => {
    const app = await theService()
    const existing = await newPerson(app)
    const ended = async (claims: Record<string, unknown>) => {
      const browser = browserOf(app)
      return refusalOf(app, browser, await travel(browser, { login: (await person(claims)).login }))
    }
    expect(await ended({ email: existing.email }), 'a new identity with the email of an account').toEqual(REFUSED)
    const shouting = { email: existing.email.toUpperCase() }
    expect(await ended(shouting), 'the same in capital letters').toEqual(REFUSED)
    for (const claims of [{ email_verified: false }, { email_verified: 'true' }, { email_verified: null }]) {
      expect(await ended(claims), `a new identity with ${JSON.stringify(claims)}`).toEqual(REFUSED)
    }
    const { login } = await person()
    const account = await loggedIn(app, login)
    for (const password of ['', 'null', 'undefined']) {
      const answer = await tryLogIn(app, { email: account.email, password })
      expect(refusal(answer), `a login with ${JSON.stringify(password)}, of an account without a password`).toEqual(
        WRONG,
      )
    }
    await change(app, account, { suspended: true })
    const browser = browserOf(app)
    const page = await travel(browser, { login })
    expect(await refusalOf(app, browser, page), 'an identity whose account is suspended').toEqual(REFUSED)
  },
)

check(
  'leads back to a path of the marketplace, and nowhere else',
  { read: 'oauth', requirement: 'oauth', points: 1, ms: PATIENT_MS },
  async () => {
    const app = await theService()
    const { login } = await person()
    const ada = browserOf(app)
    const endFor = async (returnTo: string) =>
      endOf(await travel(ada, { login }, { query: `?returnTo=${encodeURIComponent(returnTo)}` }))
    expect(await endFor('/a/b?c=d&e=f'), 'where a login with returnTo /a/b?c=d&e=f ends').toBe(`${MARKET}/a/b?c=d&e=f`)
    const foreign = [
      '//',
      '//evil.example/orders',
      '/\\evil.example',
      'https://evil.example/',
      'https:evil.example',
      '.evil.example',
    ]
    for (const address of [...foreign, '@evil.example', '/\t/evil.example', 'javascript:alert(1)']) {
      const end = await endFor(address)
      expect(end, `where a login with returnTo ${JSON.stringify(address)} ends`).toBe(`${MARKET}/`)
    }
    const plain = endOf(await travel(ada, { login }))
    expect(plain, 'where a login without returnTo ends').toBe(`${MARKET}/`)
  },
)
