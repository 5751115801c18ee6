import { randomBytes } from 'node:crypto'

const TEXT = /^[0-9a-f]{24}$/i
const COUNTS = 2 ** 24

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
    const isId = other instanceof ObjectId || typeof other === 'string'
    return isId && other.toString().toLowerCase() === this.toString()
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
export function createGenerator({ now = Date.now, random = randomBytes }: GeneratorOptions = {}): () => ObjectId {
  const ownPart = random(5)
  let count = Buffer.from(random(3)).readUIntBE(0, 3)

  return () => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt32BE(Math.floor(now() / 1000), 0)
    bytes.set(ownPart, 4)
    bytes.writeUIntBE(count, 9, 3)
    count = (count + 1) % COUNTS
    return new ObjectId(bytes)
  }
}
