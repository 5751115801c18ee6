import { check, expect } from 'backend-workbook/check'
import { begun, FAILED, forgeries, logIn, MARKET, PATIENT_MS, person, provider, refusal, theMarket } from './market.ts'

check('refuses a callback that this browser has not begun', { read: 'state-pkce-nonce', ms: PATIENT_MS }, async () => {
  const { browser } = await theMarket()
  const [mallory, victim, stranger] = [browser(), browser(), browser()]
  const { url } = await logIn(mallory, { login: (await person()).login }, { stop: true })
  await victim.open(`${MARKET}/login`)
  const asked = (await provider.seen('token')).length
  const stateless = new URL(url)
  stateless.searchParams.delete('state')
  const wrong = new URL(url)
  wrong.searchParams.set('state', 'another')
  for (const [who, each, link] of [
    ['a browser that has begun no login', stranger, url],
    ['a browser that has begun a login of its own', victim, url],
    ['the right browser, without state', mallory, stateless],
    ['a new browser, without state', browser(), stateless],
    ['a browser with a login of its own, and another state', await begun(), wrong],
  ] as const) {
    const page = await each.open(link)
    expect(await refusal(each, page), `a callback of somebody else, opened by ${who}`).toEqual(FAILED)
  }
  expect((await provider.seen('token')).length - asked, 'requests for tokens meanwhile').toBe(0)
})

check('lets a login be finished once', { read: 'state-pkce-nonce', ms: PATIENT_MS }, async () => {
  const { browser } = await theMarket()
  const { login } = await person()
  const [ada, bob] = [browser(), browser()]
  const { url } = await logIn(ada, { login }, { stop: true })
  await ada.open(url)
  const asked = (await provider.seen('token')).length
  const { status } = await ada.open(url)
  const requests = (await provider.seen('token')).length - asked
  expect([status, requests], 'the same callback again: status, and requests for tokens').toEqual([400, 0])
  const right = (await logIn(bob, { login }, { stop: true })).url
  const wrong = new URL(right)
  wrong.searchParams.set('code', 'made-up')
  await bob.open(wrong)
  const second = await refusal(bob, await bob.open(right))
  expect(second, 'a callback with the right code, after one with a wrong code').toEqual(FAILED)
  const eve = browser()
  const refused = (await logIn(eve, { login }, { stop: true })).url
  const denied = new URL(refused)
  denied.searchParams.delete('code')
  denied.searchParams.set('error', 'access_denied')
  await eve.open(denied)
  const before = (await provider.seen('token')).length
  const third = await refusal(eve, await eve.open(refused))
  expect(third, 'a callback with the right code, after one with error=access_denied').toEqual(FAILED)
  expect((await provider.seen('token')).length - before, 'requests for tokens after error=access_denied').toBe(0)
})

check('refuses what the provider refuses', { read: 'oauth-dance', ms: PATIENT_MS }, async () => {
  const { browser } = await theMarket()
  const { login } = await person()
  const ada = browser()
  const cancelled = await logIn(ada, { cancel: '1' })
  expect(await refusal(ada, cancelled), 'a login that the user has cancelled').toEqual(FAILED)
  const bob = browser()
  const { url } = await logIn(bob, { login }, { stop: true })
  url.searchParams.set('code', 'made-up')
  expect(await refusal(bob, await bob.open(url)), 'a callback with a code that the provider did not make').toEqual(
    FAILED,
  )
  const eve = browser()
  const codeless = (await logIn(eve, { login }, { stop: true })).url
  codeless.searchParams.delete('code')
  expect(await refusal(eve, await eve.open(codeless)), 'a callback with neither code nor error').toEqual(FAILED)
})

check('refuses an id token that was made for another login', { read: 'state-pkce-nonce', ms: PATIENT_MS }, async () => {
  await forgeries({
    'the nonce of another login': { claims: { nonce: 'another' } },
    'no nonce': { claims: { nonce: null } },
    'an empty nonce': { claims: { nonce: '' } },
  })
})

check('refuses an id token that the provider has not signed', { read: 'id-token', ms: PATIENT_MS }, async () => {
  await forgeries({ 'a signature by another key': { signedBy: 'stranger' }, 'no signature': { signedBy: 'none' } })
})

check(
  'refuses an id token of another issuer, for another app, or out of date',
  { read: 'id-token', ms: PATIENT_MS },
  async () => {
    await forgeries({
      'another iss': { claims: { iss: 'https://accounts.evil.example' } },
      'another aud': { claims: { aud: 'another-app' } },
      'an exp that is past by 90 s': { claims: { exp: Math.floor(Date.now() / 1000) - 90 } },
      'an exp that is past by an hour': { claims: { exp: Math.floor(Date.now() / 1000) - 3600 } },
      'no exp': { claims: { exp: null } },
      'no sub': { claims: { sub: null } },
    })
  },
)
