import { check, expect } from 'backend-workbook/check'
import { CALLBACK, codeOf, logIn, MARKET, PATIENT_MS, person, provider, theMarket, whoIs } from './market.ts'

check(
  'sends the browser to the provider with all that a login needs',
  { read: 'oauth-dance', ms: PATIENT_MS },
  async () => {
    const { browser, clientId } = await theMarket()
    const { trail } = await browser().open(`${MARKET}/login`)
    const url = new URL(trail[1] ?? 'about:blank')
    expect(url.pathname, `the path that GET /login leads to, ${url.href}`).toBe('/auth')
    const { scope = '', ...params } = Object.fromEntries(url.searchParams)
    expect(params, 'the parameters of the authorization request').toMatchObject({
      ...{ response_type: 'code', client_id: clientId, redirect_uri: CALLBACK, code_challenge_method: 'S256' },
      state: expect.stringMatching(/.{16}/),
      nonce: expect.stringMatching(/.{16}/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(scope.split(' '), 'the scopes').toEqual(expect.arrayContaining(['openid', 'email', 'profile']))
  },
)

check(
  'makes a new state, nonce and challenge for every login',
  { read: 'state-pkce-nonce', ms: PATIENT_MS },
  async () => {
    const { browser } = await theMarket()
    const same = browser()
    for (const each of [same, same, browser()]) await each.open(`${MARKET}/login`)
    const requests = (await provider.seen('authorization')).slice(-3)
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const values = requests.map(({ params }) => params[name])
      expect(new Set(values).size, `how many different values of ${name} three logins have`).toBe(3)
    }
  },
)

check('logs in, and says who is logged in', { read: 'oauth-dance', ms: PATIENT_MS }, async () => {
  const { browser } = await theMarket()
  const ada = browser()
  const { status, body } = await ada.open(`${MARKET}/me`)
  expect([status, codeOf(body)], 'GET /me before the login').toEqual([401, 'unauthenticated'])
  const { login, email } = await person()
  const page = await logIn(ada, { login })
  expect(page.url.href, 'where the login ends').toBe(`${MARKET}/`)
  const account = { id: expect.stringMatching(/^acc-/), email, name: `Name of ${login}`, role: 'retailer' }
  expect(await whoIs(ada), 'GET /me after the login').toEqual(account)
  expect(await whoIs(browser()), 'GET /me of another browser').toBe(401)
})

check('keeps its secrets and its cookies to itself', { read: 'state-pkce-nonce', ms: PATIENT_MS }, async () => {
  const { browser, secret } = await theMarket()
  const ada = browser()
  const begun = await ada.open(`${MARKET}/login`)
  const cookies = ada.cookiesOf(MARKET)
  expect(cookies.length, 'the cookies of GET /login').toBeGreaterThan(0)
  const { trail } = await logIn(ada, { login: (await person()).login })
  const addresses = [...begun.trail, ...trail].filter((url) => url.includes(secret))
  expect(addresses, 'addresses that hold the client secret').toEqual([])
  for (const { name, attributes } of [...cookies, ...ada.cookiesOf(MARKET)]) {
    const flags = [attributes.has('httponly'), attributes.has('secure'), attributes.get('samesite')?.toLowerCase()]
    expect(flags, `HttpOnly, Secure and SameSite of the cookie ${name}`).toEqual([true, true, 'lax'])
  }
})
