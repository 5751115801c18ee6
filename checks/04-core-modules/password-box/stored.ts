import { scryptSync } from 'node:crypto'
import type { Cost } from '../../../exercises/04-core-modules/password-box.ts'

export const CHEAP: Cost = { N: 1024, r: 8, p: 1 }

export function keyOf(password: string, salt: Buffer, length: number, { N, r, p }: Cost): Buffer {
  return scryptSync(password.normalize('NFKC'), salt, length, { N, r, p, maxmem: 256 * N * r })
}

export function partsOf(text: string) {
  const [scheme, N, r, p, salt = '', key = ''] = text.split('$')
  return {
    scheme,
    cost: [N, r, p].map(Number),
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  }
}
