/** Just enough of DER, the binary form of certificates: https://letsencrypt.org/docs/a-warm-welcome-to-asn1-and-der/ explains it. */

/** One value: a byte that says its type, its length, its content. */
export function value(type: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const size: number[] = []
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256)
  const length = body.length < 128 ? [body.length] : [128 + size.length, ...size]
  return Buffer.concat([Buffer.from([type, ...length]), body])
}

export const sequence = (...content: Uint8Array[]): Buffer => value(0x30, ...content)
export const set = (...content: Uint8Array[]): Buffer => value(0x31, ...content)
export const octets = (content: Uint8Array): Buffer => value(0x04, content)
export const bits = (content: Uint8Array): Buffer => value(0x03, Buffer.from([0]), content)
export const text = (content: string): Buffer => value(0x0c, Buffer.from(content))
export const yes: Buffer = value(0x01, Buffer.from([0xff]))

/** A positive integer, of its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const sign = (bytes[0] ?? 0) > 127 ? [0] : []
  return value(0x02, Buffer.from(sign), bytes)
}

/** Such as '2.5.29.17'. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const groups = [part % 128]
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(128 + (left % 128))
    return groups
  })
  return value(0x06, Buffer.from([first * 40 + second, ...bytes]))
}

/** UTCTime, which serves until 2049. */
export function time(date: Date): Buffer {
  const [digits = ''] = date.toISOString().replace(/[-:T]/g, '').split('.')
  return value(0x17, Buffer.from(`${digits.slice(2)}Z`))
}

export interface Read {
  type: number
  content: Buffer
  /** With type and length. */
  whole: Buffer
}

/** The values that lie side by side in `bytes`. */
export function valuesOf(bytes: Buffer): Read[] {
  const values: Read[] = []
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at] ?? 0
    const first = bytes[at + 1] ?? 0
    const long = first < 128 ? 0 : first - 128
    const length = long === 0 ? first : bytes.readUIntBE(at + 2, long)
    const start = at + 2 + long
    if (start + length > bytes.length) throw new Error('a value is longer than its place')
    values.push({ type, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) })
    at = start + length
  }
  return values
}

/** Goes down: the value number `path[0]`, in it the value number `path[1]`, and so on. */
export function valueAt(bytes: Buffer, ...path: number[]): Read {
  let found: Read = { type: 0, content: bytes, whole: bytes }
  for (const step of path) {
    const next = valuesOf(found.content)[step]
    if (!next) throw new Error('a value is missing')
    found = next
  }
  return found
}
