import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { buildApp } from '../../../exercises/14-jwt-authentication/sessions.ts'
import { DAY, inMarket, type Market } from '../market.ts'

const REFRESH = ['POST', '/auth/refresh'] as const

check('ends this session at a logout, and takes the cookie away', { read: 'logout' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, browser, pass }) => {
    const [own, phone, other] = [await loggedIn(), await loggedIn(), await loggedIn('vik')]
    pass(600)
    const first = own.cookie('refresh')
    const changed = first.slice(0, -10) + (first.at(-10) === '1' ? '2' : '1') + first.slice(-9)
    for (const cookie of [undefined, '', 'garbage', own.accessToken ?? '', changed]) {
      const stranger = browser()
      if (cookie !== undefined) stranger.plant('refresh', cookie)
      const answer = await stranger.ask('POST', '/auth/logout')
      expect(answer.status, `POST /auth/logout with the cookie ${cookie}`).toBe(204)
    }
    expect((await own.ask(...REFRESH)).status, 'POST /auth/refresh after these five').toBe(200)
    const token = own.cookie('refresh')
    expect((await own.ask('POST', '/auth/logout')).status, 'POST /auth/logout').toBe(204)
    expect(own.cookie('refresh'), 'the cookie refresh in the browser after it').toBe('')
    const thief = browser()
    thief.plant('refresh', token)
    expect((await thief.ask(...REFRESH)).status, 'POST /auth/refresh with the token of before the logout').toBe(401)
    expect((await own.ask('GET', '/me')).status, 'GET /me after the logout, with an access token of 10 minutes').toBe(
      200,
    )
    expect((await phone.ask(...REFRESH)).status, 'POST /auth/refresh of the same user on the phone').toBe(200)
    expect((await other.ask(...REFRESH)).status, 'POST /auth/refresh of another user').toBe(200)
  })
  await inMarket(buildApp, endsByAnOldToken)
})

/** A token that was exchanged ends its session, however long ago; one that has expired does not. */
async function endsByAnOldToken({ loggedIn, browser, pass }: Market): Promise<void> {
  for (const [exchanges, days, status] of [
    [1, 0, 401],
    [3, 0, 401],
    [1, 7, 200],
  ] as const) {
    const own = await loggedIn()
    const old = own.cookie('refresh')
    for (let turn = 0; turn < exchanges; turn += 1) {
      pass(60)
      await own.ask(...REFRESH)
    }
    pass(days * DAY - 30)
    const slow = browser()
    slow.plant('refresh', old)
    const logout = await slow.ask('POST', '/auth/logout')
    const which = days > 0 ? 'that has expired' : `that was exchanged ${exchanges} exchanges ago`
    expect(logout.status, `POST /auth/logout with a token ${which}`).toBe(204)
    expect((await own.ask(...REFRESH)).status, 'POST /auth/refresh with the current one after that').toBe(status)
  }
}

check('ends every session of a user at a logout everywhere, one that refreshes too', { read: 'logout' }, async () => {
  await inMarket(buildApp, async ({ loggedIn, browser, pass }) => {
    const [own, phone, other] = [await loggedIn(), await loggedIn('ada', 1), await loggedIn('vik')]
    pass(600)
    await phone.ask(...REFRESH)
    const token = own.cookie('refresh')
    expect((await own.ask('POST', '/auth/logout-everywhere')).status, 'POST /auth/logout-everywhere').toBe(204)
    expect(own.cookie('refresh'), 'the cookie refresh in the browser after it').toBe('')
    expect((await phone.ask(...REFRESH)).status, 'POST /auth/refresh of the same user on the phone').toBe(401)
    const thief = browser()
    thief.plant('refresh', token)
    expect((await thief.ask(...REFRESH)).status, 'POST /auth/refresh with the token of before the logout').toBe(401)
    expect((await other.ask(...REFRESH)).status, 'POST /auth/refresh of another user').toBe(200)
    expect((await own.ask('GET', '/me')).status, 'GET /me with an access token of 10 minutes').toBe(200)
    const again = await loggedIn()
    expect((await again.ask(...REFRESH)).status, 'POST /auth/refresh of the same user after a new login').toBe(200)
  })
  await inMarket(buildApp, letsNoRefreshThrough)
})

/** A refresh is stopped before the first, the second, … step of the store that it takes, while its user logs out everywhere. */
async function letsNoRefreshThrough({ loggedIn, browser, pass, onStep }: Market): Promise<void> {
  for (let stopAt = 1; stopAt <= 4; stopAt += 1) {
    const [own, phone] = [await loggedIn(), await loggedIn()]
    pass(600)
    const stop = stopper(stopAt)
    onStep(stop.step)
    const refresh = phone.ask(...REFRESH)
    await Promise.race([stop.isThere, refresh])
    onStep(undefined)
    const logout = own.ask('POST', '/auth/logout-everywhere')
    // An app that lets one request after the other through makes the logout wait for the refresh.
    await Promise.race([logout, sleep(250)])
    stop.goOn()
    await Promise.all([refresh, logout])
    const thief = browser()
    thief.plant('refresh', phone.cookie('refresh'))
    const answer = await thief.ask(...REFRESH)
    const when = `was stopped before step ${stopAt} that it asks of sessions, during a logout everywhere`
    expect(answer.status, `POST /auth/refresh with the token of a refresh that ${when}`).toBe(401)
  }
}

/** Stops whoever takes this step, until it may go on. */
function stopper(stopAt: number) {
  let steps = 0
  let reached: () => void = () => {}
  let goOn: () => void = () => {}
  const isThere = new Promise<void>((resolve) => {
    reached = resolve
  })
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const step = async () => {
    steps += 1
    if (steps !== stopAt) return
    reached()
    await mayGoOn
  }
  return { isThere, step, goOn: () => goOn() }
}
