/* mistake
wrong: All twelve bytes are random.
why: It gives unique ids in one line. But they say nothing of the time, do not sort, and land all over the index.
fails:
  - begins an id with the time in whole seconds
  - asks the clock for each id
  - shares five random bytes among all ids of a generator
  - counts up by one from a random start
  - goes on with zero when the count is full, and leaves the other bytes alone
  - makes 100,000 different ids within one second
  - sorts by the second of creation, as text and as bytes
*/
import { randomBytes } from 'node:crypto'

const TEXT = /^[0-9a-f]{24}$/i

/** Twelve bytes that say when they were made. */
export class ObjectId {
  readonly bytes: Uint8Array

  /**
   * @param id 24 hex digits in either case, or 12 bytes
   * @throws TypeError for anything else
   */
  constructor(id: string | Uint8Array) {
    if (!ObjectId.isValid(id)) throw new TypeError('An ObjectId is 24 hex digits or 12 bytes')
    this.bytes = Uint8Array.from(typeof id === 'string' ? Buffer.from(id, 'hex') : id)
  }

  static isValid(value: unknown): boolean {
    return typeof value === 'string' ? TEXT.test(value) : value instanceof Uint8Array && value.length === 12
  }

  /** When it was made, to the second. */
  get createdAt(): Date {
    return new Date(Buffer.from(this.bytes).readUInt32BE(0) * 1000)
  }

  equals(other: unknown): boolean {
    return this.toString() === (other instanceof ObjectId ? other.toString() : String(other).toLowerCase())
  }

  toString(): string {
    return Buffer.from(this.bytes).toString('hex')
  }

  toJSON(): string {
    return this.toString()
  }
}

export interface GeneratorOptions {
  now?: () => number
  random?: (size: number) => Uint8Array
}

/** Gives a function that makes ids, each different from all others, without asking anybody. */
export function createGenerator({ random = randomBytes }: GeneratorOptions = {}): () => ObjectId {
  return () => new ObjectId(Buffer.concat([random(5), random(5), random(2)]))
}
