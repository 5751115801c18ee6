import type { SignedAsked } from './asked.ts'
import type { Account } from './authorize.ts'
import type { Body } from './body.ts'
import type { Bucket } from './bucket.ts'
import { type Markup, xml } from './xml.ts'

export interface Answer {
  status: number
  headers: Record<string, string>
  body?: string | AsyncIterable<Buffer>
}

/** Where an operation happens. */
export interface Place {
  bucket: Bucket
  account: Account
  now: () => number
  /** What arrives of the request's body, as it comes. */
  source: Body
}

export type Run = (place: Place, asked: SignedAsked) => Promise<Answer>

export const xmlAnswer = (root: Markup, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: xml(root),
})

/** To the second, as HTTP tells it. */
export const secondsOf = (now: number): number => Math.floor(now / 1000) * 1000
