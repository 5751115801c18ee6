import { createHash } from 'node:crypto'
import { type App, check, expect } from 'backend-workbook/check'
import { compare } from 'bcrypt'
import { AUTH, ask, logIn, newEmail, newPassword, newPerson, refusal, tryLogIn, WRONG } from './client.ts'
import { everything, hashesIn } from './database.ts'
import { anotherService, briefService, COST, theService } from './service.ts'

check(
  'stores of a password nothing but a bcrypt hash behind a pepper',
  { read: 'passwords', requirement: 'passwords', points: 3 },
  async () => {
    const app = await theService()
    const before = hashesIn(await everything())
    const { password } = await newPerson(app)
    const values = await everything()
    const added = [...hashesIn(values)].filter(([hash]) => !before.has(hash))
    const costs = added.map(([, cost]) => cost)
    expect(costs, 'the costs of the bcrypt hashes that a new account adds to the database').toEqual([COST])
    const [[hash] = ['']] = added
    const guesses = await Promise.all([password, ...digests(password)].map((guess) => compare(guess, hash)))
    const fits = guesses.includes(true) ? 'a hash without the pepper' : 'a hash that needs the pepper'
    expect(fits, 'what stands in the database').toBe('a hash that needs the pepper')
    const found = [password, ...digests(password)].filter((text) => values.some((value) => value.includes(text)))
    expect(found, 'the password in the database, as it is or as a quick hash of it').toEqual([])
    await newPerson(app, { password })
    const now = hashesIn(await everything())
    expect(now.size - before.size, 'different hashes of two accounts with the same password').toBe(2)
  },
)

/** What people store who have heard that a password is hashed. */
function digests(password: string): string[] {
  return ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) =>
    (['hex', 'base64'] as const).map((encoding) => createHash(algorithm).update(password).digest(encoding)),
  )
}

check(
  'takes every character of a password as it is',
  { read: 'passwords', requirement: 'passwords', points: 1 },
  async () => {
    const app = await theService()
    for (const [password, ...wrong] of [
      [`${'a'.repeat(127)}b`, `${'a'.repeat(127)}c`, 'a'.repeat(127), ''],
      ['  two spaces around  ', 'two spaces around'],
      ['Ünïcödé 🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾 a', 'Ünïcödé 🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾 b'],
      ['CamelCaseWord', 'camelcaseword'],
    ] as const) {
      const person = await newPerson(app, { password })
      await logIn(app, person, ` with the password ${password}`)
      for (const other of wrong) {
        const answer = await tryLogIn(app, { ...person, password: other })
        expect(refusal(answer), `a login with ${other}, where the password is ${password}`).toEqual(WRONG)
      }
    }
  },
)

check(
  'gives a cheap hash the new cost at the next login, and leaves others alone',
  { read: 'passwords', requirement: 'passwords', points: 1, ms: 2800 },
  async () => {
    const [app, dearer] = await Promise.all([theService(), briefService()])
    const before = hashesIn(await everything())
    const person = await newPerson(app)
    const added = async () => [...hashesIn(await everything())].filter(([hash]) => !before.has(hash))
    const costs = async () => (await added()).map(([, cost]) => cost)
    await tryLogIn(dearer, { ...person, password: newPassword() })
    expect(await costs(), 'the cost after a login with a wrong password, where BCRYPT_COST is one more').toEqual([COST])
    await logIn(dearer, person, ' where BCRYPT_COST is one more than the cost of the hash')
    expect(await costs(), 'the cost after that').toEqual([COST + 1])
    const [[dear = ''] = []] = await added()
    const stays = async () => ((await added()).some(([hash]) => hash === dear) ? 'the same hash' : 'another hash')
    await logIn(app, person, ' where BCRYPT_COST is one less than the cost of the hash')
    expect(await stays(), 'what stands in the database after that').toBe('the same hash')
    await logIn(dearer, person, ' where BCRYPT_COST is the cost of the hash')
    expect(await stays(), 'what stands in the database after that').toBe('the same hash')
  },
)

check(
  'knows no password without the pepper that it was stored with',
  { read: 'passwords', requirement: 'passwords', points: 1, ms: 2800 },
  async () => {
    const pepper = 'another pepper, of 32 bytes and more'
    const [app, other] = await Promise.all([theService(), anotherService({ PASSWORD_PEPPER: pepper })])
    const person = await newPerson(app)
    const answer = await tryLogIn(other, person)
    expect(refusal(answer), 'a login with the right password, where PASSWORD_PEPPER is another').toEqual(WRONG)
    await logIn(app, person, ' after that, where it is the one of the registration')
  },
)

/** A hash takes some 60 ms, so that it stands out from all the rest of a request. */
const DEAR = 10
const ROUNDS = 3

check(
  'answers an email without an account as a wrong password, and takes as long',
  { read: 'passwords', requirement: 'passwords', points: 2, ms: 2800 },
  async () => {
    const app = await anotherService({ BCRYPT_COST: String(DEAR) })
    const [person, email] = [await newPerson(app), newEmail()]
    const [wrong, unknown] = [await wrongLogin(app, person.email), await wrongLogin(app, email)]
    expect(unknown.text, 'the body of the answer for an email without an account').toBe(wrong.text)
    expect(unknown.status, 'its status').toBe(wrong.status)
    // The quickest of some, and another round where they differ: a machine that is busy makes requests slow, and none quick.
    let ratio = 0
    for (let round = 0; round < ROUNDS && !isAlike(ratio); round += 1) {
      const [known, stranger] = [await newPerson(app), newEmail()]
      const times = { known: Infinity, stranger: Infinity }
      for (let tries = 0; tries < 4; tries += 1) {
        times.known = Math.min(times.known, await timeOf(app, known.email))
        times.stranger = Math.min(times.stranger, await timeOf(app, stranger))
      }
      ratio = times.stranger / times.known
    }
    const share = isAlike(ratio) ? 'about as long' : `${ratio.toFixed(2)} times as long`
    expect(share, 'how long an email without an account takes, beside a wrong password').toBe('about as long')
  },
)

const isAlike = (ratio: number) => ratio >= 0.5 && ratio <= 1.5

async function wrongLogin(app: App, email: string) {
  return ask(app, 'POST', `${AUTH}/login`, { body: { email, password: newPassword() } })
}

async function timeOf(app: App, email: string): Promise<number> {
  const start = performance.now()
  await wrongLogin(app, email)
  return performance.now() - start
}
