// Calls of jsonwebtoken, jose and Express that look right. Each is run, and what came of it is printed. Look for: the
// units, and for what is accepted without a word.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { jwtVerify, SignJWT } from 'jose'
import jwt from 'jsonwebtoken'

const SECRET = 'north-mill-and-salt-and-co-0123456789'
const KEY = Buffer.from(SECRET)

async function show(call: string, run: () => unknown): Promise<void> {
  let result: string
  try {
    result = String(await run())
  } catch (error) {
    result = `${(error as Error).name}: ${(error as Error).message}`
  }
  console.log(`${call}\n    ${result}`)
}

/** How long a token lives, from its own claims. */
const lifetime = (token: string) => {
  const { iat = 0, exp } = jwt.decode(token) as jwt.JwtPayload
  return exp === undefined ? 'no exp: it never expires' : `lives ${exp - iat} s`
}

console.log('jsonwebtoken: units')
await show('sign(claims, secret, { expiresIn: 900 })', () => lifetime(jwt.sign({}, SECRET, { expiresIn: 900 })))
await show("sign(claims, secret, { expiresIn: '900' })", () => lifetime(jwt.sign({}, SECRET, { expiresIn: '900' })))
await show("sign(claims, secret, { expiresIn: '15m' })", () => lifetime(jwt.sign({}, SECRET, { expiresIn: '15m' })))
await show("verify(token for '900', secret)", () => jwt.verify(jwt.sign({}, SECRET, { expiresIn: '900' }), SECRET))
await show('sign(claims, secret)', () => lifetime(jwt.sign({}, SECRET)))
await show("verify(token without iat, secret, { maxAge: '1h' })", () =>
  jwt.verify(jwt.sign({}, SECRET, { noTimestamp: true }), SECRET, { maxAge: '1h' }),
)

console.log('\njose: the same text is refused')
await show("new SignJWT({}).setExpirationTime('900')", () => new SignJWT({}).setExpirationTime('900'))

console.log('\nsecrets of three bytes, and algorithms that nobody asked for')
await show("jsonwebtoken: verify(sign(claims, 'key'), 'key')", () =>
  JSON.stringify(jwt.verify(jwt.sign({ sub: 'a' }, 'key', { noTimestamp: true }), 'key')),
)
await show('jose: the same with three bytes', async () => {
  const three = Buffer.from('key')
  const token = await new SignJWT({ sub: 'a' }).setProtectedHeader({ alg: 'HS256' }).sign(three)
  return JSON.stringify((await jwtVerify(token, three)).payload)
})
const hs512 = jwt.sign({}, SECRET, { algorithm: 'HS512' })
await show('jsonwebtoken: verify(a token with HS512, secret)', () => jwt.verify(hs512, SECRET) && 'accepted')
await show("… with { algorithms: ['HS256'] }", () => jwt.verify(hs512, SECRET, { algorithms: ['HS256'] }))
await show(
  'jose: jwtVerify(a token without exp, key)',
  async () => (await jwtVerify(jwt.sign({}, SECRET), KEY)) && 'accepted',
)
await show("… with { requiredClaims: ['exp'] }", () =>
  jwtVerify(jwt.sign({}, SECRET), KEY, { requiredClaims: ['exp'] }),
)

console.log('\nExpress: Set-Cookie, without the Expires that Express adds')
const app = express()
const flags = { httpOnly: true, path: '/auth' }
app.get('/seconds', (_request, response) => void response.cookie('refresh', 'x', { ...flags, maxAge: 900 }).end())
app.get('/ms', (_request, response) => void response.cookie('refresh', 'x', { ...flags, maxAge: 900_000 }).end())
app.get('/clear', (_request, response) => void response.clearCookie('refresh').end())
app.get('/clear-flags', (_request, response) => void response.clearCookie('refresh', flags).end())
const server = createServer(app)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const ask = async (path: string) => {
  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  return headers.getSetCookie()[0]?.replace(/Expires=(?!Thu, 01 Jan 1970)[^;]*; /, '')
}
await show('cookie(name, value, { …, maxAge: 900 })', () => ask('/seconds'))
await show('cookie(name, value, { …, maxAge: 900_000 })', () => ask('/ms'))
await show('clearCookie(name): another path, so the browser keeps the cookie', () => ask('/clear'))
await show('clearCookie(name, the same options)', () => ask('/clear-flags'))
server.close()
server.closeAllConnections()
