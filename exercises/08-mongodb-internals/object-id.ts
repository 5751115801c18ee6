/**
 * Twelve bytes that say when they were made.
 *
 * @example
 * new ObjectId('6553f1000102030405ffffff').createdAt // 2023-11-14T22:13:20.000Z
 */
export class ObjectId {
  /** A copy of its own; always twelve. */
  readonly bytes: Uint8Array

  /**
   * @param id 24 hex digits in either case, or 12 bytes
   * @throws TypeError for anything else, an ObjectId and a String object too
   */
  constructor(id: string | Uint8Array) {
    this.bytes = new Uint8Array(12)
  }

  /** Whether the constructor takes this value. Never throws. */
  static isValid(value: unknown): boolean {
    return false
  }

  /** When it was made, to the second. The first four bytes have no sign, so they last until the year 2106. */
  get createdAt(): Date {
    return new Date(0)
  }

  /** Whether the other is an ObjectId with the same bytes, or the text of the same bytes in either case. Never throws. */
  equals(other: unknown): boolean {
    return false
  }

  /** 24 hex digits in lower case. */
  toString(): string {
    return ''
  }

  /** In JSON, an id is its text. */
  toJSON(): string {
    return ''
  }
}

export interface GeneratorOptions {
  /** Milliseconds since 1970. */
  now?: () => number
  /** So many random bytes. */
  random?: (size: number) => Uint8Array
}

/**
 * Gives a function that makes ids, each different from all others, without asking anybody.
 *
 * - Bytes 0 to 3: seconds since 1970. Bytes 4 to 8: random. Bytes 9 to 11: a count. The numbers are big-endian, so that
 *   comparing bytes, or texts, compares times first.
 * - The random part is drawn once, with `random(5)`, when the generator is made. All its ids share it.
 * - The count begins with a number drawn with `random(3)`, right after the random part; the first id has that number. Then it
 *   grows by one with each id, in whichever second, and 0 follows after ff ff ff.
 * - `now` is asked for each id. By default the two are the system's clock and random bytes of node:crypto.
 *
 * @example
 * const nextId = createGenerator()
 * nextId().toString() // '6553f1005c0a9f4b21e7c003', say
 */
export function createGenerator(options: GeneratorOptions = {}): () => ObjectId {
  return () => new ObjectId(new Uint8Array(12))
}
