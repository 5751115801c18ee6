import { createHash } from 'node:crypto'

/**
 * One text for one value: no spaces, keys in the order of their UTF-16 code units, numbers and strings as ECMAScript
 * writes them. These are the rules of the JSON Canonicalization Scheme, https://www.rfc-editor.org/rfc/rfc8785.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  // Without a function, sort() compares UTF-16 code units.
  const keys = entries.map(([key]) => key).sort()
  const of = new Map(entries)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(of.get(key))}`).join(',')}}`
}

/** Over a certificate without its digest; 64 hexadecimal digits. */
export function digestOf(file: object): string {
  const { digest, ...rest } = file as { digest?: unknown }
  return createHash('sha256').update(canonicalJson(rest)).digest('hex')
}
