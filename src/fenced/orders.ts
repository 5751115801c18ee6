import { readSync } from 'node:fs'
import type { Order } from './order.ts'

const CHUNK = 64 * 1024

/**
 * Reads orders from a pipe, and waits for the next with the whole thread: there is nothing else to do meanwhile, and
 * no handle is open that the judged code could find, or that would have to be told from its own.
 */
export class Orders {
  readonly #fd: number
  readonly #bytes = Buffer.alloc(CHUNK)
  readonly #read = readSync
  #text = ''

  constructor(fd: number) {
    this.#fd = fd
  }

  /** Whether the next one is here already. */
  get isHere(): boolean {
    return this.#text.includes('\n')
  }

  /** Undefined when the judge is gone. */
  next(): Order | undefined {
    while (!this.isHere) {
      const count = this.#readSome()
      if (count === 0) return undefined
      this.#text += this.#bytes.toString('utf8', 0, count)
    }
    const end = this.#text.indexOf('\n')
    const line = this.#text.slice(0, end)
    this.#text = this.#text.slice(end + 1)
    return JSON.parse(line) as Order
  }

  #readSome(): number {
    try {
      return this.#read(this.#fd, this.#bytes, 0, CHUNK, null)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EOF') return 0 // Windows says it so
      throw error
    }
  }
}
