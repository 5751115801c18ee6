import { check, expect } from 'backend-workbook/check'
import { logIn, MARKET, PATIENT_MS, person, REFUSED, refusal, signedIn, theMarket, whoIs } from './market.ts'

check('leads back to a path of its own, and nowhere else', { read: 'return-to', ms: PATIENT_MS }, async () => {
  const { browser } = await theMarket()
  const { login } = await person()
  // The provider asks once: from the second login on, it knows this browser.
  const ada = browser()
  const endOf = async (returnTo: string) => {
    const path = `/login?returnTo=${encodeURIComponent(returnTo)}`
    const { trail } = await logIn(ada, { login }, { path })
    return trail.at(-1)
  }
  for (const path of ['/orders', '/orders?page=2&sort=-total', '/orders/o-1#lines']) {
    expect(await endOf(path), `where a login with returnTo ${path} ends`).toBe(MARKET + path)
  }
  const foreign = [
    ...['//evil.example/orders', '/\\evil.example', '/\t/evil.example', 'https:evil.example', 'javascript:alert(1)'],
    ...['https://market.example.evil.example/', 'https://market.example@evil.example/'],
  ]
  for (const address of foreign) {
    expect(await endOf(address), `where a login with returnTo ${JSON.stringify(address)} ends`).toBe(`${MARKET}/`)
  }
  const dotted = new URL((await endOf('/..//evil.example')) ?? '').origin
  expect(dotted, "the origin where a login with returnTo '/..//evil.example' ends").toBe(MARKET)
})

check('knows people by issuer and sub', { read: 'account-linking', ms: PATIENT_MS }, async () => {
  const { browser } = await theMarket()
  const { login } = await person({ role: 'staff', roles: ['staff'] })
  const first = await signedIn(login)
  expect(first, 'GET /me of a new account, with a role among the claims').toMatchObject({ role: 'retailer' })
  await person({ email: 'moved@mail.example', email_verified: false }, login)
  expect(await signedIn(login), 'the same user with another email, not verified yet').toEqual(first)
  const heir = await person({ email: `${login}@mail.example` })
  const ada = browser()
  const page = await logIn(ada, { login: heir.login })
  expect(await refusal(ada, page), 'another sub with the email of an account that is linked').toEqual(REFUSED)
})

check(
  'links an account by email only where the provider has verified it',
  { read: 'account-linking', ms: PATIENT_MS },
  async () => {
    const { browser } = await theMarket()
    for (const claims of [
      { email: 'ops@market.example', email_verified: false },
      { email: 'ops@market.example', email_verified: 'false' },
      { email: 'nobody@mail.example', email_verified: null },
      { email: null, email_verified: true },
    ]) {
      const mallory = browser()
      const page = await logIn(mallory, { login: (await person(claims)).login })
      expect(await refusal(mallory, page), `a login with ${JSON.stringify(claims)}`).toEqual(REFUSED)
    }
    const { login } = await person({ email: 'Sales@SouthFarm.example' })
    const vendor = { id: 'acc-2', email: 'sales@southfarm.example', name: 'South Farm', role: 'vendor' }
    expect(await signedIn(login), 'GET /me after a login with Sales@SouthFarm.example, verified').toEqual(vendor)
    const heir = browser()
    const page = await logIn(heir, { login: (await person({ email: 'sales@southfarm.example' })).login })
    expect(await refusal(heir, page), 'another sub with that email, now that the account is linked').toEqual(REFUSED)
  },
)

check(
  'begins a session at the login, and ends it at the logout',
  { read: 'state-pkce-nonce', ms: PATIENT_MS },
  async () => {
    const { browser } = await theMarket()
    const { login } = await person()
    const [ada, phone] = [browser(), browser()]
    const page = await logIn(ada, { login }, { stop: true })
    const planted = ada.copy()
    await ada.open(page.url)
    expect(await whoIs(planted), 'GET /me with the cookies from before the login').toBe(401)
    await logIn(phone, { login })
    const values = [ada, phone].map((each) => each.cookiesOf(MARKET).map(({ value }) => value))
    expect(values[0], 'the cookies of a user who has logged in twice, in two browsers').not.toEqual(values[1])
    const stolen = ada.copy()
    const { status } = await ada.open(`${MARKET}/logout`, { form: {} })
    const after = [status, await whoIs(ada), await whoIs(stolen)]
    expect(after, 'POST /logout, then GET /me with and without the cookie').toEqual([204, 401, 401])
    expect(await whoIs(phone), 'GET /me in the other browser').toMatchObject({ name: `Name of ${login}` })
  },
)
