import { check, expect } from 'backend-workbook/check'
import { buildApp } from '../../../exercises/14-jwt-authentication/sessions.ts'
import type { Browser } from '../browser.ts'
import { inMarket, type Market, tokenIn } from '../market.ts'
import { part } from '../tokens.ts'

const REFRESH = ['POST', '/auth/refresh'] as const

/** A thief with a refresh token, at the first instance or another one. */
function thiefWith(market: Market, token: string, instance = 0): Browser {
  const thief = market.browser(instance)
  thief.plant('refresh', token)
  return thief
}

check('ends the session when a refresh token comes back that was exchanged', { read: 'rotation' }, async () => {
  await inMarket(buildApp, async (market) => {
    for (const exchanges of [1, 3]) {
      const own = await market.loggedIn()
      const stolen = own.cookie('refresh')
      for (let turn = 0; turn < exchanges; turn += 1) {
        market.pass(600)
        await own.ask(...REFRESH)
      }
      market.pass(600)
      const before = own.cookie('refresh')
      const how = `a token that was exchanged ${exchanges === 1 ? 'once' : `${exchanges} exchanges ago`}`
      expect((await thiefWith(market, stolen).ask(...REFRESH)).status, `POST /auth/refresh with ${how}`).toBe(401)
      expect((await own.ask(...REFRESH)).status, `POST /auth/refresh with the current token, after ${how} came`).toBe(
        401,
      )
      expect((await thiefWith(market, before).ask(...REFRESH)).status, 'and once more').toBe(401)
    }
    const victim = await market.loggedIn()
    const thief = thiefWith(market, victim.cookie('refresh'))
    market.pass(600)
    expect((await thief.ask(...REFRESH)).status, 'POST /auth/refresh of a thief who is faster than the owner').toBe(200)
    market.pass(600)
    expect((await victim.ask(...REFRESH)).status, 'POST /auth/refresh of the owner after that').toBe(401)
    expect((await thief.ask(...REFRESH)).status, 'POST /auth/refresh of the thief after that').toBe(401)
  })
})

check('leaves all other sessions alone when it ends one', { read: 'rotation' }, async () => {
  await inMarket(buildApp, async (market) => {
    const [own, phone, other] = [await market.loggedIn(), await market.loggedIn(), await market.loggedIn('vik', 1)]
    const stolen = own.cookie('refresh')
    market.pass(600)
    await own.ask(...REFRESH)
    market.pass(600)
    await thiefWith(market, stolen).ask(...REFRESH)
    expect((await phone.ask(...REFRESH)).status, 'POST /auth/refresh of the same user on the phone').toBe(200)
    expect((await other.ask(...REFRESH)).status, 'POST /auth/refresh of another user').toBe(200)
    const again = await market.loggedIn()
    expect((await again.ask(...REFRESH)).status, 'POST /auth/refresh of the same user after a new login').toBe(200)
  })
})

check('gives two tabs that refresh at once the same new token', { read: 'two-tabs' }, async () => {
  await inMarket(buildApp, async (market) => {
    for (let round = 1; round <= 4; round += 1) {
      const own = await market.loggedIn()
      const token = own.cookie('refresh')
      market.pass(600)
      market.onStep(meeting('find', 2))
      const tabs = [0, 1].map((instance) => {
        const tab = market.browser(round % 2 ? instance : 0)
        tab.plant('refresh', token)
        return tab
      })
      const answers = await Promise.all(tabs.map((tab) => tab.ask(...REFRESH)))
      market.onStep(undefined)
      const where = round % 2 ? 'at two instances' : 'at one instance'
      expect(
        answers.map(({ status }) => status),
        `two POST /auth/refresh at once with one token, ${where}`,
      ).toEqual([200, 200])
      const [first, second] = answers.map(newToken)
      const given = second === first ? 'the same' : 'another one'
      expect(given, 'the refresh token of the second tab, next to the one of the first').toBe('the same')
      expect(first === token, 'whether both still have the token of before').toBe(false)
      market.pass(600)
      const on = thiefWith(market, first ?? '')
      expect((await on.ask(...REFRESH)).status, 'POST /auth/refresh with that token, 10 minutes later').toBe(200)
    }
  })
})

check('takes the token before the current one for less than 10 seconds', { read: 'two-tabs' }, async () => {
  await inMarket(buildApp, async (market) => {
    for (const [seconds, status, instance] of [
      [0, 200, 0],
      [4, 200, 1],
      [9.999, 200, 0],
      [9.999, 200, 1],
      [10, 401, 0],
      [10, 401, 1],
      [11, 401, 0],
    ] as const) {
      const own = await market.loggedIn()
      const slow = thiefWith(market, own.cookie('refresh'), instance)
      market.pass(600)
      await own.ask(...REFRESH)
      market.pass(seconds)
      const answer = await slow.ask(...REFRESH)
      const where = instance === 0 ? '' : ' at the other instance'
      expect(answer.status, `POST /auth/refresh with a token that was exchanged ${seconds} s ago${where}`).toBe(status)
      const given = newToken(answer) === own.cookie('refresh') ? 'the same' : 'another one'
      if (status === 200)
        expect(given, `the refresh token that it gives${where}, next to the current one`).toBe('the same')
      const then = await own.ask(...REFRESH)
      expect(then.status, 'POST /auth/refresh with the current token after that').toBe(status)
    }
    const own = await market.loggedIn()
    const first = own.cookie('refresh')
    for (const seconds of [3, 3]) {
      await own.ask(...REFRESH)
      market.pass(seconds)
    }
    const old = await thiefWith(market, first).ask(...REFRESH)
    expect(old.status, 'POST /auth/refresh with the token before the last two, 6 s after it was exchanged').toBe(401)
    expect((await own.ask(...REFRESH)).status, 'POST /auth/refresh with the current token after that').toBe(401)
  })
  await inMarket(buildApp, asksAgainAndAgain)
})

/** The ten seconds count from the exchange, whatever came since, and the user is looked up as in any refresh. */
async function asksAgainAndAgain(market: Market): Promise<void> {
  const own = await market.loggedIn()
  const slow = own.cookie('refresh')
  await own.ask(...REFRESH)
  const { id = '' } = market.users.get('ada') ?? {}
  market.users.set('ada', { id, role: 'staff' })
  for (const [seconds, status] of [
    [6, 200],
    [3, 200],
    [2, 401],
  ] as const) {
    market.pass(seconds)
    const answer = await thiefWith(market, slow).ask(...REFRESH)
    const what = 'POST /auth/refresh with one token 6, 9 and 11 s after it was exchanged'
    expect(answer.status, what).toBe(status)
    if (status === 200)
      expect(part(tokenIn(answer.body), 1), `the access token of ${what}`).toMatchObject({ role: 'staff' })
  }
  const other = await market.loggedIn('vik')
  const first = other.cookie('refresh')
  await other.ask(...REFRESH)
  market.users.delete('vik')
  const gone = await thiefWith(market, first).ask(...REFRESH)
  expect(gone.status, 'POST /auth/refresh with the token before the current one, after its user was removed').toBe(401)
}

function newToken({ setCookies }: { setCookies: string[] }): string {
  return /^refresh=([^;]*)/.exec(setCookies.find((line) => line.startsWith('refresh=')) ?? '')?.[1] ?? ''
}

/** Holds a step of the store back until so many have come to it: requests that are under way at the same moment. */
function meeting(step: string, count: number): (at: string) => Promise<void> {
  const waiting: (() => void)[] = []
  let come = 0
  return (at) => {
    if (at !== step || come >= count) return Promise.resolve()
    come += 1
    if (come === count) {
      for (const goOn of waiting) goOn()
      return Promise.resolve()
    }
    // An app that lets one request after the other through is right as well: nobody else comes.
    return new Promise((resolve) => {
      waiting.push(resolve)
      setTimeout(resolve, 200).unref()
    })
  }
}
