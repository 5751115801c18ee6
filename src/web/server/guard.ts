import type { RequestHandler } from 'express'
import { refuse } from './refusal.ts'

const READS = new Set(['GET', 'HEAD'])
const CHANGES = new Set(['POST', 'PUT'])
/** What a browser says of requests that no other page began. */
const OURS = new Set(['same-origin', 'none'])

/** On every answer, the refusals included. */
export const protect: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': policy(),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    'Cache-Control': 'no-store',
  })
  next()
}

/** What a document may load and ask for. The editor's own style has the nonce. */
export function policy(nonce?: string): string {
  const style = nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${style}`,
    "connect-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/**
 * Nobody but a page of ours on this machine: a name that resolves to 127.0.0.1 is not ours, and what another page began,
 * on another port of this machine as well, is refused whatever cookie it brings.
 */
export function fromOurselves(port: number): RequestHandler {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  return (request, response, next) => {
    const { host = '', origin } = request.headers
    const site = request.headers['sec-fetch-site']
    if (!hosts.has(host)) return no(response, 'This server goes by another name.')
    if (typeof site === 'string' && !OURS.has(site)) return no(response, 'Another page has asked this.')
    if (origin !== undefined && origin !== `http://${host}`)
      return no(response, 'A page of another origin has asked this.')
    if (READS.has(request.method)) return next()
    if (!CHANGES.has(request.method)) return refuse(response, 405, 'There is no such way to ask.', ASK)
    if (origin === undefined) return no(response, 'Who asks to change something says from where.')
    next()
  }
}

const ASK = 'Open the address that `course web` printed in the terminal, and go on from there.'

function no(response: Parameters<typeof refuse>[0], message: string): void {
  refuse(response, 403, message, ASK)
}
