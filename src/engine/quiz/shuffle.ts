/**
 * The items in an order that depends on the seed alone: Fisher-Yates with mulberry32.
 * @see https://en.wikipedia.org/wiki/Fisher–Yates_shuffle
 */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const random = mulberry32(seed)
  const left = [...items]
  const shuffled: T[] = []
  while (left.length > 0) shuffled.push(...left.splice(Math.floor(random() * left.length), 1))
  return shuffled
}

/** A seed for a name, the same on every machine. */
export function seedOf(name: string): number {
  let seed = 0x811c9dc5
  for (let i = 0; i < name.length; i++) seed = Math.imul(seed ^ name.charCodeAt(i), 0x01000193)
  return seed >>> 0
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
