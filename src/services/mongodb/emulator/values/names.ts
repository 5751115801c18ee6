const SLOTS = 2048

/** Names that were read before: the same few come with every document. */
const known: (string | undefined)[] = new Array(SLOTS).fill(undefined)

const found = { text: '', end: 0 }

/** A name up to its zero byte, and where the next thing begins. What it returns holds until it is called again. */
export function readName(bytes: Buffer, start: number): { text: string; end: number } {
  let hash = 0
  let at = start
  let isPlain = true
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === 0) break
    if (byte > 127) isPlain = false
    hash = (Math.imul(hash, 31) + byte) | 0
  }
  if (at >= bytes.length) throw new RangeError('A name without an end')
  found.end = at + 1
  found.text = isPlain && at - start < 64 ? remembered(bytes, start, at, hash) : bytes.toString('utf8', start, at)
  return found
}

function remembered(bytes: Buffer, start: number, end: number, hash: number): string {
  const slot = hash & (SLOTS - 1)
  const text = known[slot]
  if (text !== undefined && isSame(text, bytes, start, end)) return text
  const fresh = bytes.toString('latin1', start, end)
  known[slot] = fresh
  return fresh
}

function isSame(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false
  return true
}
