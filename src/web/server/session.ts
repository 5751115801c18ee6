import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import { refuse } from './refusal.ts'

/**
 * Who may ask. The address that is printed has a token, which the first request trades for a cookie. The token ends with
 * the process; the cookie's value is kept for this workbook, so that a page that is open goes on when the server is started again.
 */
export interface Session {
  /** May be used again, in another browser. */
  token: string
  /** For the browser that we open: once only, since other users of this machine may see how a program was started. */
  tokenForBrowser: string
  secret: string
  /** Where the first request ends up, with the cookie. */
  landing: string
}

/** @param secret of the server before, if it is known */
export function openSession(secret: string = newSecret(), landing = '/'): Session {
  return { token: newSecret(), tokenForBrowser: newSecret(), secret, landing }
}

/** Trades a token for the cookie, and goes on at the address without it. */
export function takeToken(session: Session, port: number): RequestHandler {
  let isBrowserOpen = false
  return (request, response, next) => {
    const { token } = request.query
    if (typeof token !== 'string' || request.method !== 'GET' || request.path !== '/') return next()
    const isBrowsers = isSame(token, session.tokenForBrowser) && !isBrowserOpen
    if (isBrowsers) isBrowserOpen = true
    // An old address in a browser that has the cookie is no harm.
    if (!isBrowsers && !isSame(token, session.token)) return next()
    response.setHeader('Set-Cookie', `${cookieName(port)}=${session.secret}; Path=/; HttpOnly; SameSite=Strict`)
    response.redirect(303, session.landing)
  }
}

/** Everything else is for who has the cookie. */
export function checkCookie({ secret }: Session, port: number): RequestHandler {
  return (request, response, next) => {
    const given = cookieOf(request.headers.cookie, cookieName(port))
    if (given !== undefined && isSame(given, secret)) return next()
    askForAddress(request, response, next)
  }
}

const askForAddress: RequestHandler = (request, response) => {
  const message = 'This page is closed to this browser.'
  const hint = 'Open the whole address that `course web` printed in the terminal, with its token.'
  if (request.path.startsWith('/api/')) return refuse(response, 403, message, hint)
  response.status(403).type('text/plain').send(`${message}\n${hint}\n`)
}

/** Cookies know no ports, so that each server needs a name of its own. */
function cookieName(port: number): string {
  return `course-${port}`
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}
