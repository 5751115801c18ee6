import { createHmac } from 'node:crypto'

/** What somebody between the gateway and the shop would change, or somebody who never was the gateway would send. */
export type Tampering = 'body' | 'signature' | 'timestamp' | 'no-signature' | 'another-secret'

export interface SignedBody {
  body: string
  /** The header `stripe-signature`; none where it was left out. */
  signature?: string
}

/** `t=<seconds>,v1=<HMAC-SHA256 of "<t>.<body>">`, one v1 for each secret. */
export function sign(body: string, secrets: string[], seconds: number, tampering?: Tampering): SignedBody {
  const signedWith = tampering === 'another-secret' ? ['whsec_of_somebody_else'] : secrets
  const marks = signedWith.map((secret) => `v1=${hmac(`${seconds}.${body}`, secret)}`)
  const header = [`t=${seconds}`, ...marks].join(',')
  if (tampering === 'no-signature') return { body }
  if (tampering === 'body') return { body: body.replace(/"amount": \d+/, '"amount": 1'), signature: header }
  if (tampering === 'timestamp') return { body, signature: header.replace(`t=${seconds}`, `t=${seconds + 60}`) }
  if (tampering === 'signature') return { body, signature: header.replace(/v1=(.)/g, flipped) }
  return { body, signature: header }
}

function flipped(_match: string, digit: string): string {
  return `v1=${digit === '0' ? '1' : '0'}`
}

function hmac(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}
