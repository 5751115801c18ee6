import { randomUUID } from 'node:crypto'

export interface HoldsOptions {
  /** Milliseconds since 1970. Default Date.now. */
  now?: () => number
  /** For how long goods are kept aside. Default 15 minutes. */
  forMs?: number
}

/** Keeps goods aside for a cart. A hold lasts `forMs`, the last millisecond included. */
export function createHolds({ now = Date.now, forMs = 15 * 60_000 }: HoldsOptions = {}) {
  const holds = new Map<string, { product: string; quantity: number; since: number }>()
  const isHeld = (id: string) => {
    const hold = holds.get(id)
    return hold !== undefined && now() - hold.since <= forMs
  }
  return {
    isHeld,
    /** Gives the id of the hold. */
    hold(product: string, quantity: number): string {
      const id = randomUUID()
      holds.set(id, { product, quantity, since: now() })
      return id
    },
    release(id: string): void {
      holds.delete(id)
    },
    /** How many pieces of a product are kept aside at this moment. */
    heldOf(product: string): number {
      const held = [...holds].filter(([id, hold]) => hold.product === product && isHeld(id))
      return held.reduce((sum, [, { quantity }]) => sum + quantity, 0)
    },
  }
}
