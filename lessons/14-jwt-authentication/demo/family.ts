// A refresh token in two hands: its owner's and a thief's. The server is real, with jsonwebtoken and a table of hashes. Only
// one thing is made short: an access token lives 400 ms here, in place of 15 minutes. Look for: what the server knows when a
// token comes a second time, who is let in afterwards, and what an access token can do after its family has ended.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { draw, type Part, type Picture, type Tone } from 'backend-workbook/picture'
import express from 'express'
import jwt from 'jsonwebtoken'

const LIVES_MS = 400
const PASSWORD = 'rye and salt'
const parts: Part[] = [
  { id: 'buyer', title: 'Buyer', at: [0, 0] },
  { id: 'auth', title: 'Login and refresh', at: [1, 0] },
  { id: 'table', title: 'Refresh tokens', kind: 'list', at: [2, 0] },
  { id: 'thief', title: 'Thief', at: [0, 1] },
  { id: 'orders', title: 'Orders', at: [1, 1] },
]
let picture: Picture

// The server. Its table has the hash of each refresh token; the name, such as R1, is there for the picture.
const table = new Map<string, { name: string; family: number; state: 'current' | 'exchanged' | 'ended' }>()
const secret = randomBytes(32)
const hash = (token: string) => createHash('sha256').update(token).digest('hex')
let rotates = true

function newToken(family: number): string {
  const name = `R${table.size + 1}`
  const token = `${name}.${randomBytes(32).toString('base64url')}`
  table.set(hash(token), { name, family, state: 'current' })
  return token
}

/** What the server decides, and its table afterwards. With a refresh token, an access token is given too. */
function decide(say: string, refresh?: string) {
  const tone: Tone = refresh ? 'good' : 'bad'
  const items = [...table.values()].map(({ name, family, state }) => `family ${family}: ${name} ${state}`)
  const state: Record<string, [string, Tone]> = { auth: [refresh ? 'lets in' : 'refuses', tone] }
  picture.step(say, { move: ['auth', 'table'], tone, items: { table: items }, state })
  const exp = (Date.now() + LIVES_MS) / 1000
  return refresh ? { refresh, access: jwt.sign({ sub: 'ret_7', exp }, secret) } : { refused: '401: log in again' }
}

const app = express().use(express.json())
app.post('/login', (request, response) => {
  if (request.body.password !== PASSWORD) return void response.status(401).json({ refused: '401: wrong password' })
  const family = new Set([...table.values()].map((row) => row.family)).size + 1
  return void response.json(decide(`the password is right: family ${family} begins`, newToken(family)))
})
app.post('/refresh', (request, response) => {
  const given: string = request.body.refresh
  const row = table.get(hash(given))
  if (!row) return void response.status(401).json({ refused: '401: unknown' })
  if (row.state === 'current') {
    if (rotates) row.state = 'exchanged'
    const token = rotates ? newToken(row.family) : given
    return void response.json(decide(`${row.name} is current: ${rotates ? 'a new one' : 'it'} is given`, token))
  }
  const why = row.state === 'exchanged' ? `comes twice: family ${row.family} ends` : 'is of a family that has ended'
  for (const each of table.values()) if (each.family === row.family) each.state = 'ended'
  return void response.status(401).json(decide(`${row.name} ${why}`))
})
app.get('/orders', (request, response) => {
  try {
    const clockTimestamp = Date.now() / 1000 // with its fraction, as the lifetime is so short
    jwt.verify(request.get('authorization') ?? '', secret, { algorithms: ['HS256'], clockTimestamp })
    picture.step('the access token is valid: no table is asked', { state: { orders: ['no lookup: valid', 'good'] } })
    response.json({})
  } catch (error) {
    const { message } = error as Error
    picture.step(`the access token is refused: ${message}`, { state: { orders: [`no lookup: ${message}`, 'bad'] } })
    response.status(401).json({ refused: `401: ${message}` })
  }
})
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

// The clients.
const buyer = { id: 'buyer', password: PASSWORD, refresh: '', access: '' }
const thief = { ...buyer, id: 'thief', password: 'flour' }
type Person = typeof buyer

/** Asks the server, draws the way there and back, and keeps the tokens that it gets. */
async function ask(who: Person, to: string, path: string, sent: string, body?: object): Promise<void> {
  picture.step(`the ${who.id} sends ${sent} to ${path}`, { move: [who.id, to], what: sent })
  const headers = { authorization: who.access, 'content-type': 'application/json' }
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
  const answer = await (await fetch(origin + path, init)).json()
  const got = answer.refused ?? (answer.refresh ? `${answer.refresh.slice(0, 2)} + access` : 'the orders')
  Object.assign(who, answer)
  const tone = answer.refused ? 'bad' : 'good'
  const what = answer.refused ? '401' : got
  picture.step(`the ${who.id} gets ${got}`, { move: [to, who.id], what, tone, state: { [who.id]: [got, tone] } })
}
const login = (who: Person) => ask(who, 'auth', '/login', 'a password', { password: who.password })
const exchange = (who: Person) => ask(who, 'auth', '/refresh', who.refresh.slice(0, 2), { refresh: who.refresh })
const order = (who: Person) => ask(who, 'orders', '/orders', 'access token')

async function expire(): Promise<void> {
  await sleep(LIVES_MS + 20)
  picture.step(`${LIVES_MS} ms have passed: no access token is valid`)
}

async function copy(): Promise<void> {
  thief.refresh = buyer.refresh
  picture.step('the thief copies R1', { move: ['buyer', 'thief'], what: 'R1', tone: 'bad', state: { thief: 'has R1' } })
}

async function begin(title: string): Promise<void> {
  picture = draw(title, parts)
  table.clear()
  Object.assign(thief, { refresh: '', access: '' })
  await login(buyer)
}

await begin('Rotation, no thief')
for (const act of [order, expire, order, exchange, order, expire, exchange, order]) await act(buyer)

rotates = false
await begin('Stolen, no rotation')
await copy()
for (const who of [thief, buyer, thief, buyer]) {
  if (who === thief) await expire()
  await exchange(who)
  await order(who)
}

rotates = true
await begin('Stolen, the thief is first')
await copy()
await expire()
await exchange(thief)
await exchange(buyer)
await order(thief) // an access token is not looked up
await expire()
await order(thief)
await exchange(thief)
await login(thief)
await login(buyer)

await begin('Stolen, the buyer is first')
await copy()
await expire()
await exchange(buyer)
await exchange(thief)
await order(buyer)
await expire()
await exchange(buyer)
await login(buyer)
server.close()
server.closeAllConnections()
