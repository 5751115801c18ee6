import crypto from 'node:crypto'
import { promisify } from 'node:util'

export interface Cost {
  N: number
  r: number
  p: number
}
export const DEFAULT_COST: Cost = { N: 2 ** 14, r: 8, p: 5 }
const scrypt = promisify<crypto.BinaryLike, crypto.BinaryLike, number, crypto.ScryptOptions, Buffer>(crypto.scrypt)

export async function hashPassword(password: string, cost: Cost = DEFAULT_COST): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const key = await scrypt(password.normalize('NFKC'), salt, 32, { ...cost, maxmem: 512 * 1024 * 1024 })
  const b64 = (bytes: Uint8Array) =>
    Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${b64(salt)}$${b64(key)}`
}

function split(stored: string) {
  const parts = stored.split('$')
  if (parts.length !== 6 || parts[0] !== 'scrypt') return null
  const numbers = parts.slice(1, 4).map(Number)
  if (!numbers.every((n) => Number.isSafeInteger(n) && n > 0)) return null
  const [N = 0, r = 0, p = 0] = numbers
  if (N < 2 || p > 16 || 128 * N * r > 2 ** 28 || 2 ** Math.round(Math.log2(N)) !== N) return null
  const [salt, key] = parts
    .slice(4)
    .map((part) => Buffer.from(part.replaceAll('-', '+').replaceAll('_', '/'), 'base64'))
  if (!salt || !key || key.length < 16) return null
  return { N, r, p, salt, key }
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parts = split(stored)
  if (parts === null) return false
  const { salt, key, ...cost } = parts
  try {
    return sameBytes(key, await scrypt(password.normalize('NFKC'), salt, key.length, { ...cost, maxmem: 2 ** 29 }))
  } catch {
    return false
  }
}

export function needsRehash(stored: string, cost: Cost = DEFAULT_COST): boolean {
  const parts = split(stored)
  return parts === null || (['N', 'r', 'p'] as const).some((name) => parts[name] < cost[name])
}

// no timingSafeEqual: a loop that never leaves early
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}
